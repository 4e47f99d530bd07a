"""What differs between two versions of a page: which rows, which of their fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policies.admin.history.versions import PageState, RowState

ADDED, REMOVED, CHANGED = "新增", "移除", "改动"


@dataclass(frozen=True)
class Difference:
    """A row that two versions of a page hold differently, with the fields that differ."""

    row: RowState
    """The later state; the earlier one of a row that is gone."""
    how: str
    fields: tuple[str, ...]
    old: dict[str, Any]
    new: dict[str, Any]
    is_part: bool

    @property
    def title(self) -> str:
        """Return what kind of row this is, and its name: 专题页章节“流程”."""
        return f"{self.row.model._meta.verbose_name}“{self.row.name}”"


def differences(old: PageState | None, new: PageState | None) -> list[Difference]:
    """Return what differs between two versions of a page: its own row first, then its parts."""
    whole = rows_that_differ([old.row] if old else [], [new.row] if new else [], is_part=False)
    parts = rows_that_differ(old.parts if old else (), new.parts if new else (), is_part=True)
    return [*whole, *parts]


def rows_that_differ(
    old: Iterable[RowState], new: Iterable[RowState], *, is_part: bool
) -> list[Difference]:
    """Return the rows that are in one of two versions only, or differ between them."""
    before = {(row.model, row.key): row for row in old}
    after = {(row.model, row.key): row for row in new}
    found = []
    for place in dict.fromkeys([*after, *before]):
        then, now = before.get(place), after.get(place)
        old_values, new_values = then.values if then else {}, now.values if now else {}
        fields = fields_that_differ(old_values, new_values)
        how = ADDED if then is None else REMOVED if now is None else CHANGED
        row = now or then
        if row is not None and (fields or how != CHANGED):
            found.append(Difference(row, how, fields, old_values, new_values, is_part))
    return found


def fields_that_differ(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields that differ; fields of one version only do not count."""
    if not old or not new:
        return tuple(new or old)
    return tuple(name for name in new if name in old and old[name] != new[name])


def in_words(found: Iterable[Difference]) -> str:
    """Return which fields changed: 名称、金额（元）；新增比较条件“上年度营业收入不低于5000万元”."""
    words = []
    for difference in found:
        if difference.is_part:
            words.append(f"{difference.how}{difference.title}")
        elif difference.how == CHANGED:
            meta = difference.row.model._meta
            labels = [str(meta.get_field(name).verbose_name) for name in difference.fields]  # type: ignore[union-attr]
            words.append("、".join(labels))
    return "；".join(words)
