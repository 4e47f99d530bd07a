"""What facts rest on and where documents differ from them, looked up for many kinds at once."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Value

from policies.models.sources import CitedFact, Dispute, SourceDocument

F = TypeVar("F", bound=CitedFact)
FactKey = tuple[str, int]
"""The kind of a fact by its model's name, and its primary key."""


def attach_sources(rows: Iterable[F]) -> list[F]:
    """Return facts, of any kinds, with their source documents, links and disputes: four queries."""
    facts = list(rows)
    disputes = _disputes_of({_key(fact) for fact in facts})
    stated = [dispute for of_fact in disputes.values() for dispute in of_fact]
    cited = {fact.source_id for fact in facts} | {dispute.source_id for dispute in stated}
    documents = SourceDocument.objects.order_by().prefetch_related("links").in_bulk(cited)
    for dispute in stated:
        dispute.source = documents[dispute.source_id]
    for fact in facts:
        fact.source = documents[fact.source_id]
        fact.known_disputes = disputes.get(_key(fact), [])
    return facts


def _key(fact: CitedFact) -> FactKey:
    return str(fact._meta.model_name), fact.pk


def _disputes_of(wanted: set[FactKey]) -> dict[FactKey, list[Dispute]]:
    """Return the disputes of facts that have any, in the editors' order."""
    with connection.cursor() as cursor:
        cursor.execute(*_pairs())
        pairs = [(kind, pk, dispute) for kind, pk, dispute in cursor if (kind, pk) in wanted]
    facts_of = defaultdict(list)
    for kind, pk, dispute in pairs:
        facts_of[dispute].append((kind, pk))
    disputes: dict[FactKey, list[Dispute]] = defaultdict(list)
    for dispute in Dispute.objects.filter(pk__in=facts_of) if facts_of else ():
        for fact in facts_of[dispute.pk]:
            disputes[fact].append(dispute)
    return disputes


@cache
def _pairs() -> tuple[str, tuple[str, ...]]:
    """Return the query of every fact with a dispute; it is compiled once, as it never changes."""
    first, *others = (
        kind.disputes.through._default_manager.order_by().values_list(
            Value(kind._meta.model_name),
            kind._meta.get_field("disputes").m2m_column_name(),
            "dispute_id",
        )
        for kind in CitedFact.__subclasses__()
    )
    sql, parameters = first.union(*others, all=True).query.sql_with_params()
    return sql, tuple(map(str, parameters))
