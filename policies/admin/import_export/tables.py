"""Which tables editors may take out and bring back, and what their columns are."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from policies.admin.import_export.columns import Column, column_of
from policies.models import CitedFact, EnterpriseCount, RegionalTopUp, SourceDocument
from policies.presentation.spreadsheets import Cell
from policies.vocabulary import TrustState

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

    @cached_property
    def relations_of_history(self) -> list[str]:
        """Return the relations to many that a version of a row holds or brings along."""
        parts = ["links"] if self.model is SourceDocument else []
        return [field.name for field in self.model._meta.many_to_many] + parts

    def rows(self) -> "models.QuerySet[Any]":
        relations = [name for name in FIELDS[self.model] if name in NAMES]
        queryset = self.model._base_manager.order_by("pk").select_related(*relations)
        return queryset.prefetch_related(*self.relations_of_history)

    def written(self) -> Iterable[list[Cell]]:
        """Yield the headings, then each row as cells."""
        yield [column.heading for column in self.columns]
        for row in self.rows():
            yield [column.cell(row) for column in self.columns]


def claims_to_be_checked(row: models.Model) -> bool:
    """Return whether a fact says 已核原文 without a day, or has a day without saying so."""
    return isinstance(row, CitedFact) and (
        (row.trust_state == TrustState.CHECKED) != (row.checked_on is not None)
    )
