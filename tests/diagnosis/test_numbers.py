"""The numbers of the 诊断表: bounds, exact values, and what is asked about."""

from decimal import Decimal
from typing import Any

import pytest

from policies.diagnosis.form.answer_sheet import answers_as_json
from policies.diagnosis.form.numbers import number_doubts, read_answer
from policies.rules.answers import QUESTIONS_BY_NAME, Profile
from policies.rules.parsing import MOST_PLACES, parse_profile
from policies.vocabulary.typed_text import UnreadableText

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("revenue_y1", "100000001", "检查单位"),
        ("revenue_y1", f"0.{'1' * 11}", "最多10位小数"),
        ("market_share", "100.01", "不能大于100%"),
        ("class1_ip", "2.5", "请填整数"),
        ("domestic_rank", "0", "不能小于1名"),
        ("domestic_rank", "前三", "具体名次"),
    ],
)
def test_a_number_outside_its_bounds_is_refused(name: str, typed: str, message: str) -> None:
    with pytest.raises(UnreadableText, match=message):
        read_answer(typed, QUESTIONS_BY_NAME[name])


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("revenue_y1", "12345678.9元", "1234.56789"),
        ("revenue_y1", "六千万", "6000"),
        ("debt_ratio", "58.333333%", "58.333333"),
        ("debt_ratio", "120", "120"),
        ("class1_ip", "4.0件", "4"),
    ],
)
def test_a_number_is_stored_exactly_and_read_back(name: str, typed: str, stored: str) -> None:
    answered: dict[str, Any] = {name: read_answer(typed, QUESTIONS_BY_NAME[name])}
    profile = Profile(**answered)
    answers = answers_as_json(profile)
    assert answers[name] == stored
    assert parse_profile(answers, money_places=MOST_PLACES) == profile


@pytest.mark.parametrize(
    ("typed", "doubts"),
    [
        ({"revenue_y1": "60000000"}, {"revenue_y1": "是6000万元吗？"}),
        ({"revenue_y1": "60000000万元"}, {}),
        ({"revenue_y1": "60000000元"}, {}),
        ({"revenue_y1": "999999.99"}, {}),
        ({"debt_ratio": "0.78"}, {"debt_ratio": "是78%吗？"}),
        ({"debt_ratio": "0.78%"}, {}),
        ({"market_share": "0"}, {}),
        ({"market_share": "1"}, {}),
        ({"main_product_share": "0.7"}, {"main_product_share": "是70%吗？"}),
        ({"rd_y1": "320", "revenue_y1": "300"}, {"rd_y1": "研发费用比同年营业收入还多"}),
        ({"rd_y2": "320", "revenue_y1": "300"}, {}),
        ({"rd_y2": "300", "revenue_y2": "300"}, {}),
        ({"domestic_rank": "1", "market_share": "0"}, {"market_share": "占有率却是0"}),
        ({"domestic_rank": "2", "market_share": "0"}, {}),
    ],
)
def test_what_may_be_a_slip_is_asked_about(typed: dict[str, str], doubts: dict[str, str]) -> None:
    answers = {name: read_answer(text, QUESTIONS_BY_NAME[name]) for name, text in typed.items()}
    found = number_doubts(answers, typed)
    assert list(found) == list(doubts)
    assert all(found[name].startswith(text) or text in found[name] for name, text in doubts.items())


def test_an_exact_amount_is_judged_and_shown_exactly() -> None:
    value = read_answer("49999999元", QUESTIONS_BY_NAME["revenue_y1"])
    assert value < Decimal(5000)
    assert str(value) == "4999.9999"
