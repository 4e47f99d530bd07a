"""Numbers are read as people type them, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.diagnosis.form.numbers import NumberError, read_number
from policies.rules.answers import QUESTIONS_BY_NAME

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("6000", "6000"),
        (" 6000 ", "6000"),
        ("６０００", "6000"),
        ("6,000", "6000"),
        ("６，０００", "6000"),
        ("1,234,567.89", "1234567.89"),
        ("6000万", "6000"),
        ("6000 万元", "6000"),
        ("0.6亿", "6000"),
        ("０．６亿元", "6000"),
        ("60000000元", "6000"),
        ("4999.99", "4999.99"),
        ("6000.000", "6000"),
        (".5", "0.5"),
        ("+5", "5"),
        ("0", "0"),
        ("-0", "0"),
        ("\u30006000\u3000", "6000"),
    ],
)
def test_an_amount_is_read_in_wan(typed: str, wan: str) -> None:
    assert read_number(typed, QUESTIONS_BY_NAME["revenue_y1"]) == Decimal(wan)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("debt_ratio", "58.3%", "58.3"),
        ("debt_ratio", "５８．３％", "58.3"),
        ("debt_ratio", "120", "120"),
        ("market_share", "100", "100"),
        ("segment_years", "5.5年", "5.5"),
        ("class1_ip", "4项", "4"),
        ("class1_ip", "4.0", "4"),
        ("domestic_rank", "3名", "3"),
        ("platform_score", "61.25", "61.25"),
    ],
)
def test_other_numbers_may_carry_their_unit(name: str, typed: str, value: str) -> None:
    assert read_number(typed, QUESTIONS_BY_NAME[name]) == Decimal(value)


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("revenue_y1", "六千", "请填数字"),
        ("revenue_y1", "约6000", "请填数字"),
        ("revenue_y1", "1e3", "请填数字"),
        ("revenue_y1", "NaN", "请填数字"),
        ("revenue_y1", "Infinity", "请填数字"),
        ("revenue_y1", "0x10", "请填数字"),
        ("revenue_y1", "6000%", "请填数字"),
        ("revenue_y1", "1,5", "请填数字"),
        ("revenue_y1", "6 000", "请填数字"),
        ("revenue_y1", "3²", "请填数字"),
        ("revenue_y1", "٣", "请填数字"),
        ("revenue_y1", "1\x00", "请填数字"),
        ("revenue_y1", ".", "请填数字"),
        ("revenue_y1", "-1", "不能是负数"),
        ("revenue_y1", "−1", "不能是负数"),
        ("revenue_y1", "0.001", "最多两位小数"),
        ("revenue_y1", "100000001", "检查单位"),
        ("revenue_y1", "9" * 10_000, "太长了"),
        ("market_share", "100.01", "不能大于100%"),
        ("market_share", "12万", "请填数字"),
        ("class1_ip", "2.5", "请填整数"),
        ("domestic_rank", "0", "不能小于1名"),
    ],
)
def test_what_is_not_a_plain_number_is_refused_with_a_reason(
    name: str, typed: str, message: str
) -> None:
    with pytest.raises(NumberError, match=message):
        read_number(typed, QUESTIONS_BY_NAME[name])


@given(st.text(max_size=60))
def test_no_text_does_anything_but_read_or_be_refused(typed: str) -> None:
    try:
        value = read_number(typed, QUESTIONS_BY_NAME["revenue_y1"])
    except NumberError:
        return
    assert 0 <= value <= 100_000_000


@given(st.decimals(min_value=0, max_value=100_000_000, places=2))
def test_a_number_with_two_decimals_is_read_exactly(value: Decimal) -> None:
    assert read_number(f"{value:,f}万元", QUESTIONS_BY_NAME["revenue_y1"]) == value
