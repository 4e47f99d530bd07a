"""The differences between two versions, as an editor reads them: labels, old and new values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils import timezone

from policies import rules
from policies.admin.history.comparing import Difference
from policies.models import Condition
from policies.rules.wording import requirement_text, threshold_text
from policies.vocabulary import Metric, Operator
from policies.vocabulary.formats import date_text, plain_number

EMPTY = "（空）"
LEAST_ALIKE = 0.3  # texts that share less are shown one after the other
TOKEN = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?|.", re.DOTALL)  # a word, a number or a character
COMPARISON = ("metric", "operator", "threshold", "flag", "choices")

Names = Mapping[tuple[Any, int], str]


@dataclass(frozen=True)
class Piece:
    """A piece of a text: in both versions, or in the old or the new one only."""

    text: str
    side: str = ""


@dataclass(frozen=True)
class FieldChange:
    """A field before and after; a changed text also piece by piece."""

    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """A changed row: what it is, whether it came, went or changed, and its fields."""

    title: str
    how: str
    fields: tuple[FieldChange, ...]


def described(found: Iterable[Difference], names: Names) -> list[RowChange]:
    """Return differences in words; `names` holds those of related rows."""
    return [
        RowChange(difference.title, difference.how, tuple(field_changes(difference, names)))
        for difference in found
    ]


def related_keys(found: Iterable[Difference]) -> dict[type[models.Model], set[int]]:
    """Return the rows that the changed fields refer to."""
    keys: dict[type[models.Model], set[int]] = {}
    for difference in found:
        for name in difference.fields:
            field = difference.row.model._meta.get_field(name)
            if field.is_relation:
                for values in (difference.old, difference.new):
                    keys.setdefault(field.related_model, set()).update(keys_in(values.get(name)))  # type: ignore[arg-type]
    return keys


def keys_in(value: Any) -> list[int]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def field_changes(difference: Difference, names: Names) -> Iterable[FieldChange]:
    """Yield the changed fields of a row; a condition as one comparison."""
    row, fields = difference.row, difference.fields
    if row.model is Condition and set(COMPARISON) & set(fields):
        yield comparison_change(difference.old, difference.new)
        fields = tuple(name for name in fields if name not in COMPARISON)
    for name in fields:
        if name == getattr(row.model, "parent_field", ""):
            continue
        field: Any = row.model._meta.get_field(name)
        old, new = (
            value_text(field, values.get(name), names)
            for values in (difference.old, difference.new)
        )
        if old == new:
            continue  # an empty field of a row that came or went
        pieces = text_pieces(old, new) if is_text(field) and EMPTY not in (old, new) else ()
        yield FieldChange(str(field.verbose_name), old, new, pieces)


def comparison_change(old: dict[str, Any], new: dict[str, Any]) -> FieldChange:
    """Return a changed condition: 上年度营业收入 不低于5000万元 → 不低于6000万元."""
    before, after = comparison(old), comparison(new)
    if before and after and before.metric == after.metric:
        return FieldChange(after.metric.label, threshold_text(before), threshold_text(after))
    was, is_now = (requirement_text(rule) if rule else EMPTY for rule in (before, after))
    return FieldChange("比较", was, is_now)


def comparison(values: dict[str, Any]) -> rules.Condition | None:
    """Return what a condition compared; None without one, and for a metric that is no more."""
    if values.get("metric") not in Metric.codes() or values["operator"] not in Operator.codes():
        return None
    return Condition(**{name: values[name] for name in COMPARISON}).to_rules()


def is_text(field: Any) -> bool:
    """Return whether a field holds words that an editor typed."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def value_text(field: Any, value: Any, names: Names) -> str:
    """Return a value as editors know it: labels of choices, names of related rows."""
    if value is None or value == "" or value == []:
        return EMPTY
    if field.is_relation:
        gone = "（已不存在）"
        return "、".join(names.get((field.related_model, key), gone) for key in keys_in(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{date_text(moment.date())}{moment:%H:%M}"
    if isinstance(value, date):
        return date_text(value)
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def text_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return a changed text piece by piece, words and numbers whole."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return (Piece(old, "old"), Piece(new, "new"))
    pieces = []
    for how, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if how == "equal":
            pieces.append(Piece("".join(before[from_old:to_old])))
            continue
        if to_old > from_old:
            pieces.append(Piece("".join(before[from_old:to_old]), "old"))
        if to_new > from_new:
            pieces.append(Piece("".join(after[from_new:to_new]), "new"))
    return tuple(pieces)
