"""Which tables editors may take out and bring back, what an upload would change, and storing it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models

from policies.admin.import_export.columns import Column, column_of
from policies.admin.import_export.uploads import Row, Sheet
from policies.models import CitedFact, EnterpriseCount, RegionalTopUp, SourceDocument
from policies.models.history import Change, change, record
from policies.presentation.spreadsheets import Cell
from policies.vocabulary import TrustState
from policies.vocabulary.typed_text import UnreadableText

AT_A_TIME = 500
CHECKED_ELSEWHERE = "“已核原文”要在编辑页里核对后改，不能导入"
# By what the rows that a column refers to are known; the first is the one that is written.
NAMES: dict[str, tuple[str, ...]] = {
    "region": ("short_name", "name", "code"),
    "tier": ("short_name", "official_name", "code"),
    "source": ("key", "document_number", "title"),
}
BASIS = ("source", "trust_state", "confidence")
# Which tables there are, and which fields are their columns, the key first.
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    RegionalTopUp: (
        "code", "region", "tier", "kind", "position", "title", "amount_min", "amount_max",
        "frequency", "conditions", "other_benefits", "validity", "valid_until", "valid_note",
        "quote", "editors_note", "effective_from", "effective_to", *BASIS,
    ),
    EnterpriseCount: (
        "code", "tier", "position", "measure", "batch_name", "value", "unit", "qualifier",
        "as_of", "as_of_note", "attributed_to", "note", *BASIS,
    ),
    SourceDocument: (
        "key", "kind", "title", "document_number", "issuers", "issued_on", "published_on",
        "effective_on", "repealed_on", "date_note", "period", "status", "governs", "structure",
        "confidence", "url_checked_on", "first_hand", "is_listed", "seen_at", "editors_note",
    ),
}  # fmt: skip

CellError = tuple[int, str, str]  # row, heading (none for a whole row), and what is wrong with it


@dataclass(frozen=True)
class Table:
    """A table of content; the first column is the key by which rows are known."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns in order."""
        return [column_of(self.model._meta.get_field(name), NAMES) for name in FIELDS[self.model]]

    def rows(self) -> "models.QuerySet[Any]":
        relations = [name for name in FIELDS[self.model] if name in NAMES]
        queryset = self.model._base_manager.order_by("pk").select_related(*relations)
        return queryset.prefetch_related(*(f.name for f in self.model._meta.many_to_many))

    def written(self) -> Iterable[list[Cell]]:
        """Yield the headings, then each row as cells."""
        yield [column.heading for column in self.columns]
        for row in self.rows():
            yield [column.cell(row) for column in self.columns]


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
                (row.number, each.column.name, each.old, each.new)
                for row in rows
                for each in row.changes
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
    # 已核原文 without a day, or a day without 已核原文.
    if isinstance(row, CitedFact) and (
        (row.trust_state == TrustState.CHECKED) != (row.checked_on is not None)
    ):
        yield (number, headings["trust_state"], CHECKED_ELSEWHERE)


def store(
    table: Table, sheet: Sheet, *, fingerprint: str, author: User, reason: str
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
        record(manager.filter(pk__in=[row.pk for row in (*created, *changed)]))
    return plan, made
