"""The numbers of the 诊断表: their bounds, and what is asked about without being refused."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policies.rules.answers import QUESTIONS, AnswerKind, Question
from policies.rules.parsing import MOST_PLACES
from policies.vocabulary import Unit
from policies.vocabulary.formats import amount_text, plain_number
from policies.vocabulary.numbers import read_number
from policies.vocabulary.typed_text import UnreadableText

# Beyond these a figure is a slip of the keyboard (amounts in 万元: one 万亿元).
CEILINGS = {
    AnswerKind.AMOUNT: Decimal(100_000_000),
    AnswerKind.PERCENT: Decimal(10_000),
    AnswerKind.DECIMAL: Decimal(1_000),
    AnswerKind.INTEGER: Decimal(100_000),
}
# An amount of 100亿元 without a unit was more likely typed in 元.
PERHAPS_IN_YUAN = Decimal(1_000_000)


def read_answer(text: str, field: Question) -> Decimal:
    """Return what was typed into a number field, exactly, amounts in 万元.

    Raises UnreadableText with a message in Chinese for anything that is not a number in the
    field's unit and bounds.
    """
    value = Decimal(plain_number(read_number(text, field.unit or "")))
    ceiling = field.maximum if field.maximum is not None else CEILINGS[field.kind]
    unit = field.unit or ""
    if value < field.minimum:
        raise UnreadableText(f"不能小于{plain_number(field.minimum)}{unit}。")
    if value > ceiling:
        raise UnreadableText(f"不能大于{plain_number(ceiling)}{unit}，请检查单位。")
    places = -int(value.as_tuple().exponent)
    if field.kind == AnswerKind.INTEGER and places > 0:
        raise UnreadableText("请填整数。")
    if places > MOST_PLACES:
        raise UnreadableText(f"最多{MOST_PLACES}位小数。")
    return value


def number_doubts(answers: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """Return by field name what to ask about answers that may be slips.

    Who has `typed` a unit is not asked about it.
    """
    doubts: dict[str, str] = {}
    for field in QUESTIONS:
        value = answers.get(field.name)
        if not isinstance(value, Decimal):
            continue
        if field.unit == Unit.WAN and value >= PERHAPS_IN_YUAN and _is_bare(typed[field.name]):
            doubts[field.name] = f"是{amount_text(value)}吗？"
        if field.unit == Unit.PERCENT and 0 < value < 1 and _is_bare(typed[field.name]):
            doubts[field.name] = f"是{plain_number(value * 100)}%吗？"
    for year in ("y1", "y2"):
        spent, earned = answers.get(f"rd_{year}"), answers.get(f"revenue_{year}")
        if spent is not None and earned is not None and spent > earned:
            doubts.setdefault(f"rd_{year}", "研发费用比同年营业收入还多，两项的单位都对吗？")
    if answers.get("domestic_rank") == 1 and answers.get("market_share") == 0:
        doubts["market_share"] = "排名第1，占有率却是0，对吗？不清楚就留空。"
    return doubts


def _is_bare(typed: str) -> bool:
    return not any(unit in typed.lower() for unit in "万亿元w%％")
