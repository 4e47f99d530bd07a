"""From JSON to a profile, strictly: what cannot be read is named, nothing is guessed."""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from policies.rules.answers import QUESTIONS, AnswerKind, Profile, Question

MOST_PLACES = 10
NUMBER = re.compile(rf"-?\d{{1,15}}(\.\d{{1,{MOST_PLACES}}})?", re.ASCII)
MONEY_PLACES = 2  # of amounts and percentages in `assess`; the form stores them as typed
MONEY_KINDS = (AnswerKind.AMOUNT, AnswerKind.PERCENT)


class InvalidProfile(ValueError):
    """Answers that cannot be read; `errors` says in Chinese what is wrong with each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {error}" for name, error in errors.items()))
        self.errors = errors


def load_profile(text: str | bytes) -> Profile:
    """Read a profile from JSON text; raise InvalidProfile."""
    try:
        data = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InvalidProfile({"": "不是有效的JSON"}) from error
    if not isinstance(data, dict):
        raise InvalidProfile({"": "应为一个JSON对象"})
    return parse_profile(data)


def parse_profile(data: Mapping[str, Any], *, money_places: int = MONEY_PLACES) -> Profile:
    """Read a profile from decoded JSON (numbers as Decimal or text); raise InvalidProfile."""
    fields = {field.name: field for field in QUESTIONS}
    errors: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for name, value in data.items():
        if name not in fields:
            errors[name] = "没有这个字段"
        elif value is not None:
            try:
                answers[name] = read = READERS[fields[name].kind](fields[name], value)
                if fields[name].kind in MONEY_KINDS and read != round(read, money_places):
                    raise ValueError(f"最多{money_places}位小数")
            except ValueError as error:
                errors[name] = str(error)
    if errors:
        raise InvalidProfile(errors)
    return Profile(**answers)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _read_number(field: Question, value: Any) -> Decimal:
    # The exponent is looked at first: writing out 1E+999999999 would fill the memory.
    if isinstance(value, Decimal) and value.is_finite() and -10 <= value.adjusted() < 15:
        value = format(value, "f")
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise ValueError('应为数字，例如 1200 或 "1200.5"，整数部分不超过15位')
    number = Decimal(value) + 0
    if number < field.minimum:
        raise ValueError(f"不能小于{field.minimum}")
    if field.maximum is not None and number > field.maximum:
        raise ValueError(f"不能大于{field.maximum}")
    return number


def _read_integer(field: Question, value: Any) -> Decimal:
    number = _read_number(field, value)
    if number != number.to_integral_value():
        raise ValueError("应为整数")
    return number


def _read_flag(field: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("应为 true 或 false")
    return value


def _read_choice(field: Question, value: Any) -> Any:
    if field.options is None or value not in field.options.codes():
        raise ValueError("不在可选范围内")
    return field.options(value)


def _read_multi(field: Question, value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise ValueError("应为列表")
    return frozenset(str(_read_choice(field, item)) for item in value)


READERS: dict[AnswerKind, Callable[[Question, Any], Any]] = {
    AnswerKind.AMOUNT: _read_number,
    AnswerKind.PERCENT: _read_number,
    AnswerKind.DECIMAL: _read_number,
    AnswerKind.INTEGER: _read_integer,
    AnswerKind.FLAG: _read_flag,
    AnswerKind.CHOICE: _read_choice,
    AnswerKind.MULTI: _read_multi,
}
