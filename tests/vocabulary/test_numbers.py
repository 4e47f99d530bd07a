"""Numbers and dates are read as people type them, and never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.vocabulary.numbers import read_date, read_number
from policies.vocabulary.typed_text import UnreadableText

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("6000", "6000"), (" 6000 ", "6000"), ("６０００", "6000"), ("\u30006000\u3000", "6000"),
        ("6,000", "6000"), ("６，０００", "6000"), ("1,234,567.89", "1234567.89"),
        ("4999.99", "4999.99"), ("6000.000", "6000"), (".5", "0.5"), ("5.", "5"), ("+5", "5"),
        ("0", "0"), ("-0", "0"), ("零", "0"), ("〇", "0"),
        ("6000万", "6000"), ("6000 万元", "6000"), ("0.6亿", "6000"), ("０．６亿元", "6000"),
        ("6000w", "6000"), ("6000W", "6000"), ("６０００ｗ", "6000"), ("1.2w", "1.2"),
        ("6000万元整", "6000"), ("陆仟万圆整", "6000"), ("¥6000万", "6000"), ("￥6000", "6000"),
        ("约6000", "6000"), ("约 6000 万元", "6000"), ("6000左右", "6000"),
        ("大概6000万上下", "6000"),
        ("5千万", "5000"), ("5千", "5000"), ("2千3百万", "2300"), ("5百万", "500"),
        ("六千万", "6000"), ("六千", "6000"), ("两千万", "2000"), ("十万", "10"),
        ("一千零五万", "1005"),
        ("二千三百一十五万", "2315"), ("一亿两千万", "12000"),
        ("1亿2000万", "12000"), ("1亿", "10000"),
        ("60000000元", "6000"), ("12345678元", "1234.5678"), ("12345678.99元", "1234.567899"),
        ("1万2000元", "1.2"), ("五千元", "0.5"), ("0.000000001元", "0.0000000000001"),
        ("1234567890123456789012345.6789012元", "123456789012345678901.23456789012"),
        ("\u200b6000\ufeff", "6000"), ("6\u200d000", "6000"), ("\u202d6000\u202c", "6000"),
        ("\u202e6000", "6000"), ("60\x0000", "6000"), ("\ud8006000", "6000"), ("6000\n", "6000"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_wan(typed: str, wan: str) -> None:
    assert read_number(typed, "万元") == Decimal(wan)


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("%", "58.3%", "58.3"), ("%", "５８．３％", "58.3"), ("%", "约58%左右", "58"),
        ("%", "58.333333", "58.333333"), ("年", "5.5年", "5.5"), ("年", "十二年", "12"),
        ("项", "4项", "4"), ("项", "4件", "4"), ("项", "4个", "4"), ("项", "四", "4"),
        ("项", "4.0", "4"), ("名", "3名", "3"), ("名", "第1名", "1"), ("名", "第一", "1"),
        ("名", "第3位", "3"), ("分", "61.25分", "61.25"),
        ("元", "3000000", "3000000"), ("元", "300万", "3000000"), ("元", "300万元", "3000000"),
        ("", "1.76万", "17600"), ("", "12,950", "12950"),
    ],
)  # fmt: skip
def test_a_number_may_carry_the_unit_of_its_field(unit: str, typed: str, value: str) -> None:
    assert read_number(typed, unit) == Decimal(value)


NO_NUMBER = "请填数字"
NO_RANGE = "区间的，取低值"
NOTHING = "没有就填0；不清楚就留空"


@pytest.mark.parametrize(
    ("unit", "typed", "message"),
    [
        ("万元", "6000-7000", NO_RANGE), ("万元", "6000～7000万", NO_RANGE),
        ("万元", "6000万—7000万", NO_RANGE), ("万元", "6000到7000", NO_RANGE),
        ("万元", "六千至七千万", NO_RANGE), ("年", "5-6年", NO_RANGE), ("%", "50%~60%", NO_RANGE),
        ("万元", "无", NOTHING), ("万元", "-", NOTHING), ("项", "—", NOTHING),
        ("项", "没有", NOTHING),
        ("%", "不清楚", NOTHING), ("年", "N/A", NOTHING),
        ("名", "前三", "具体名次"), ("名", "前3名", "具体名次"), ("名", "前十强", "具体名次"),
        ("名", "3-5", "具体名次"), ("名", "无", "没有排名或不清楚就留空"),
        ("万元", "-1", "不能是负数"), ("万元", "−1", "不能是负数"), ("万元", "－1", "不能是负数"),
        *[
            ("万元", typed, NO_NUMBER)
            for typed in (
                "", "x", "1e3", "NaN", "Infinity", "0x10", "6000%", "1,5", "6 000", "3²", "٣", ".",
                "1_000", "6000+", "6000多万", "不到6000", "近6000", "千万", "万", "元", "¥", "约",
                "1亿2000", "一亿二", "一千二", "一万二千", "一百五", "六六", "4件", "第1",
                "6000万人",                "6000元元", "--6", "1.2.3", "5000到",
            )
        ],
        ("%", "12万", NO_NUMBER), ("%", "58元", NO_NUMBER), ("项", "4名", NO_NUMBER),
        ("名", "¥3", NO_NUMBER), ("项", "第4", NO_NUMBER), ("元", "300万人", NO_NUMBER),
        ("万元", "9" * 10_000, "太长了"), ("万元", "千" * 10_000, "太长了"),
        ("万元", "约" * 41, "太长了"),
    ],
)  # fmt: skip
def test_what_is_not_one_number_is_refused_with_the_reason(
    unit: str, typed: str, message: str
) -> None:
    with pytest.raises(UnreadableText, match=message):
        read_number(typed, unit)


@given(st.text(max_size=60), st.sampled_from(["万元", "元", "%", "项", "名", ""]))
def test_no_text_does_anything_but_read_or_be_refused(typed: str, unit: str) -> None:
    try:
        assert read_number(typed, unit) >= 0
    except UnreadableText:
        return


@given(st.decimals(min_value=0, max_value=100_000_000, places=6))
def test_a_number_is_read_exactly(value: Decimal) -> None:
    assert read_number(f"{value:,f}万元", "万元") == value
    assert read_number(f"{value * 10_000:f}元", "万元") == value


@pytest.mark.parametrize(
    "typed", ["2026-01-05", "2026/1/5", "2026年1月5日", "２０２６.1.5", "\ufeff2026-1-5\u200b "]
)
def test_a_day_is_read_in_its_usual_writings(typed: str) -> None:
    assert read_date(typed) == date(2026, 1, 5)


@pytest.mark.parametrize("typed", ["2026-02-30", "去年", "", "2026-1", "٢٠٢٦-1-5", "2026-1-5" * 9])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableText):
        read_date(typed)
