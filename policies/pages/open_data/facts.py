"""All facts with their basis, kind by kind; what a field is called here, it is called at the desk.

An id is the row's natural key, which outlives edits and restored backups.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import models

from policies.models import CitedFact, Dispute, Edition, SourceDocument
from policies.models.attach_sources import RELATIONS, attach_sources
from policies.models.keys import KeyedModel
from policies.presentation.page_meta import absolute
from policies.vocabulary.formats import plain_number

BASIS = ("checked_on", "confidence", "trust_state")


def facts_data(edition: Edition) -> dict[str, Any]:
    """Return the content of an edition, in a number of queries that only the kinds decide."""
    keys = Keys()
    facts = {kind: list(_rows_of(kind, edition)) for kind in kinds_of_fact()}
    attach_sources(chain(*facts.values()))
    documents = SourceDocument.objects.listed(edition).prefetch_related("links")
    return {
        "as_of": edition.day.isoformat(),
        "licence": settings.DATA_LICENCE_URL,
        "documents": [_document(row, keys) for row in documents],
        "disputes": [_row(row, keys) | row.sides for row in Dispute.objects.all()],
        "facts": {
            kind._meta.model_name: [_fact(row, keys) for row in rows]
            for kind, rows in facts.items()
        },
    }


def kinds_of_fact() -> list[type[CitedFact]]:
    """Return the kinds of fact, by name."""
    return sorted(CitedFact.__subclasses__(), key=lambda kind: kind.__name__)


def exported_relations(kind: type[models.Model]) -> "list[models.ManyToManyField[Any, Any]]":
    """Return the relations to several rows that are told beside the basis."""
    return [f for f in kind._meta.many_to_many if f.name not in RELATIONS]


class Keys:
    """The natural keys of rows, each kind's looked up once."""

    def __init__(self) -> None:
        self.of_kind: dict[type[KeyedModel], dict[int, str]] = {}

    def __getitem__(self, row: tuple[Any, int]) -> str:
        kind, pk = row
        if kind not in self.of_kind:
            self.of_kind[kind] = kind.natural_keys()
        return self.of_kind[kind][pk]


def _rows_of(kind: type[CitedFact], edition: Edition) -> Any:
    rows: Any = kind._default_manager.all()
    several = (field.name for field in exported_relations(kind))
    return rows.in_edition(edition).with_places(edition).prefetch_related(*several)


def _fact(row: CitedFact, keys: Keys) -> dict[str, Any]:
    basis = {
        "document": keys[SourceDocument, row.source_id],
        **{name: _plain(getattr(row, name)) for name in BASIS},
        "further_documents": [document.key for document in row.known_further_sources],
        "disputes": [dispute.code for dispute in row.known_disputes],
    }
    return _row(row, keys) | {"basis": basis}


def _document(row: SourceDocument, keys: Keys) -> dict[str, Any]:
    return _row(row, keys) | {"links": [link.url for link in row.links.all()]}


def _row(row: Any, keys: Keys) -> dict[str, Any]:
    kind = type(row)
    return {
        "id": keys[kind, row.pk],
        "name": str(row),
        "address": absolute(row.get_absolute_url()),
        **dict(_values(row, keys)),
        **{
            field.name: [keys[type(other), other.pk] for other in getattr(row, field.name).all()]
            for field in exported_relations(kind)
        },
    }


def _values(row: KeyedModel, keys: Keys) -> Iterator[tuple[str, Any]]:
    for field in type(row).exported_fields():
        value = getattr(row, field.attname)
        if field.related_model is not None and value is not None:
            value = keys[field.related_model, value]
        yield field.name, _plain(value)


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it; figures are plain text, so that none loses a digit."""
    if isinstance(value, Decimal):
        return plain_number(value)
    return value.isoformat() if isinstance(value, date) else value
