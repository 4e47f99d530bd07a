"""Numbers as people type them: full-width digits, separators, 万 and 亿, percent signs."""

import re
from decimal import Decimal

from policies.rules.answers import AnswerKind, Question
from policies.vocabulary import Unit
from policies.vocabulary.formats import WAN_PER_YI, YUAN_PER_WAN, fold_width, plain_number

MAX_LENGTH = 40
DECIMAL_PLACES = 2

# Beyond these a figure is a slip of the keyboard (amounts in 万元: one 万亿元).
CEILINGS = {
    AnswerKind.AMOUNT: Decimal(100_000_000),
    AnswerKind.PERCENT: Decimal(10_000),
    AnswerKind.DECIMAL: Decimal(1_000),
    AnswerKind.INTEGER: Decimal(100_000),
}
EXAMPLES = {
    AnswerKind.AMOUNT: "6000、6000万或0.6亿",
    AnswerKind.PERCENT: "12.5",
    AnswerKind.DECIMAL: "5 或 5.5",
    AnswerKind.INTEGER: "4",
}
# What one of the written unit is in 万元.
AMOUNT_SUFFIXES = {
    "": Decimal(1),
    "万": Decimal(1),
    "万元": Decimal(1),
    "亿": WAN_PER_YI,
    "亿元": WAN_PER_YI,
    "元": 1 / YUAN_PER_WAN,
}
NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*"
    r"(?P<suffix>[^0-9.,\s]*)"
)


class NumberError(ValueError):
    """A text that is not a number the field takes; the message is for the person who typed it."""


def read_number(text: str, field: Question) -> Decimal:
    """Return what was typed into a number field, amounts in 万元.

    Raises NumberError with a message in Chinese for anything that is not a plain number in the
    field's unit and bounds.
    """
    if len(text) > MAX_LENGTH:
        raise NumberError(f"太长了，请只填数字，例如 {EXAMPLES[field.kind]}。")
    match = NUMBER.fullmatch(fold_width(text).replace("−", "-").strip())
    factor = _suffix_factor(match["suffix"], field.unit) if match else None
    if match is None or factor is None:
        raise NumberError(f"请填数字，例如 {EXAMPLES[field.kind]}。")
    value = Decimal(match["digits"].replace(",", "")) * factor
    if match["sign"] == "-" and value:
        raise NumberError("不能是负数。")
    return _within_bounds(value, field)


def _suffix_factor(suffix: str, unit: Unit | None) -> Decimal | None:
    """Return what a written unit multiplies by; None for a unit that does not fit."""
    if unit == Unit.WAN:
        return AMOUNT_SUFFIXES.get(suffix)
    return Decimal(1) if suffix in ("", unit) else None


def _within_bounds(value: Decimal, field: Question) -> Decimal:
    """Return the value without trailing zeros, or raise NumberError."""
    ceiling = field.maximum if field.maximum is not None else CEILINGS[field.kind]
    unit = field.unit or ""
    if value < field.minimum:
        raise NumberError(f"不能小于{plain_number(field.minimum)}{unit}。")
    if value > ceiling:
        raise NumberError(f"不能大于{plain_number(ceiling)}{unit}，请检查单位。")
    value = Decimal(plain_number(value))
    places = -int(value.as_tuple().exponent)
    if field.kind == AnswerKind.INTEGER and places > 0:
        raise NumberError("请填整数。")
    if places > DECIMAL_PLACES:
        raise NumberError("最多两位小数。")
    return value
