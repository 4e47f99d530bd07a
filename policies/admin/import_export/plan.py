"""What an uploaded table would change, and storing it if that still is what the editor saw."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from policies.admin.import_export.columns import Column
from policies.admin.import_export.tables import Table, claims_to_be_checked
from policies.admin.import_export.uploads import Row, Sheet
from policies.models.history import Change, change, record
from policies.vocabulary.typed_text import UnreadableText

AT_A_TIME = 500
CHECKED_ELSEWHERE = "“已核原文”要在编辑页里核对后改，不能导入"

CellError = tuple[int, str, str]  # row, heading (none for a whole row), and what is wrong with it


class FieldChange(NamedTuple):
    """A field with its old and its new value, in the words of the preview."""

    column: Column
    old: str
    new: str


class PlannedRow(NamedTuple):
    """A row to create or to change."""

    number: int
    row: Any
    changes: list[FieldChange]


@dataclass
class Plan:
    """What a table would do, if nothing is wrong with it."""

    created: list[PlannedRow] = field(default_factory=list)
    changed: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        steps = [
            [
                (planned.number, change.column.name, change.old, change.new)
                for planned in rows
                for change in planned.changes
            ]
            for rows in (self.created, self.changed)
        ]
        return hashlib.sha256(repr(steps).encode()).hexdigest()


def plan_of(table: Table, sheet: Sheet, *, locked: bool = False) -> Plan:
    """Return what a sheet would do to the rows as they are now, changed in memory only."""
    plan = Plan(errors=list(_wrong_headings(table, sheet.headings)))
    if plan.errors:
        return plan
    rows = table.rows().select_for_update(of=("self",)) if locked else table.rows()
    stored = {getattr(row, table.columns[0].name): row for row in rows}
    by_heading = {column.heading: column for column in table.columns}
    columns = [by_heading[heading] for heading in sheet.headings]
    seen: dict[str, int] = {}
    for row in sheet.rows:
        values, errors = _read(columns, row)
        key = values.get(table.columns[0].name)
        if key in seen:
            errors.append((row[0], columns[0].heading, f"与第{seen[key]}行重复"))
        elif key is not None:
            seen[key] = row[0]
        if errors:
            plan.errors += errors
        else:
            _place(plan, table, row[0], values, stored)
    return plan


def _wrong_headings(table: Table, headings: list[str]) -> Iterator[CellError]:
    known = {column.heading for column in table.columns}
    for heading, count in Counter(headings).items():
        if not heading:
            yield (1, "", "有一列没有标题")
        elif heading not in known:
            yield (1, heading, f"没有这一列，可以有的列：{'、'.join(sorted(known))}")
        elif count > 1:
            yield (1, heading, "这一列出现了两次")
    for column in table.columns:
        if column.is_required and column.heading not in headings:
            yield (1, column.heading, "缺少这一列")


def _read(columns: list[Column], row: Row) -> tuple[dict[str, Any], list[CellError]]:
    number, cells = row
    values: dict[str, Any] = {}
    errors = []
    for column, text in zip(columns, cells, strict=True):
        try:
            values[column.name] = column.read(text)
        except UnreadableText as refusal:
            errors.append((number, column.heading, str(refusal)))
    return values, errors


def _place(
    plan: Plan, table: Table, number: int, values: dict[str, Any], stored: dict[str, Any]
) -> None:
    """Put a row among the new, the changed, the unchanged or the wrong ones."""
    known = stored.get(values[table.columns[0].name])
    row = known if known is not None else table.model()
    changes = []
    for column in table.columns:
        if column.name not in values:
            continue
        new, old = values[column.name], column.stored(row) if known is not None else None
        if known is None or new != old:
            changes.append(FieldChange(column, column.shown(old), column.shown(new)))
            setattr(row, column.name, new)
    if not changes:
        plan.unchanged += 1
        return
    errors = list(_refusals(table, number, row))
    plan.errors += errors
    if not errors:
        (plan.created if known is None else plan.changed).append(PlannedRow(number, row, changes))


def _refusals(table: Table, number: int, row: Any) -> Iterator[CellError]:
    """Check a row as its page does, but for what would ask the database for each row."""
    relations = {f.name for f in row._meta.fields if f.is_relation}
    headings = {column.name: column.heading for column in table.columns}
    for check in (lambda: row.clean_fields(exclude=relations), row.clean):
        try:
            check()
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                for message in messages:
                    yield (number, headings.get(name, ""), message)
    if claims_to_be_checked(row):
        yield (number, headings["trust_state"], CHECKED_ELSEWHERE)


def store(
    table: Table, sheet: Sheet, fingerprint: str, *, author: User, reason: str
) -> tuple[Plan, Change]:
    """Store what a sheet does if that is still what the fingerprint says; return the plan."""
    with change(author=author, reason=reason) as made:
        plan = plan_of(table, sheet, locked=True)
        if plan.errors or plan.fingerprint != fingerprint:
            return plan, made
        manager: Any = table.model._base_manager
        created = manager.bulk_create([planned.row for planned in plan.created], AT_A_TIME)
        changed = [planned.row for planned in plan.changed]
        fields = {change.column.name for planned in plan.changed for change in planned.changes}
        if fields:
            manager.bulk_update(changed, sorted(fields), AT_A_TIME)
        prefetch_related_objects(created, *table.relations_of_history)
        record([*created, *changed])
    return plan, made
