"""What facts rest on and where documents differ from them, looked up for many kinds at once."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import TypeVar

from django.db import connection
from django.db.models import Value

from policies.models.sources import CitedFact, Dispute, SourceDocument

F = TypeVar("F", bound=CitedFact)
FactKey = tuple[str, int]
"""The kind of a fact by its model's name, and its primary key."""
RELATIONS = ("disputes", "further_sources")


def attach_sources(rows: Iterable[F]) -> list[F]:
    """Return facts, of any kinds, with their documents, links and disputes: four queries."""
    facts = list(rows)
    disputes, further = _citations_of({fact_key(fact) for fact in facts})
    wanted = set(chain(*disputes.values()))
    stated = list(Dispute.objects.filter(pk__in=wanted)) if wanted else []
    cited = {fact.source_id for fact in facts} | {dispute.source_id for dispute in stated}
    cited.update(*further.values())
    documents = SourceDocument.objects.order_by().prefetch_related("links").in_bulk(cited)
    for dispute in stated:
        dispute.source = documents[dispute.source_id]
    for fact in facts:
        fact.source = documents[fact.source_id]
        fact.known_disputes = [row for row in stated if row.pk in disputes[fact_key(fact)]]
        fact.known_further_sources = [documents[pk] for pk in further[fact_key(fact)]]
    return facts


def fact_key(fact: CitedFact) -> FactKey:
    return str(fact._meta.model_name), fact.pk


def _citations_of(wanted: set[FactKey]) -> Iterable[dict[FactKey, list[int]]]:
    """Return the keys of the disputes of facts, and of their further documents."""
    with connection.cursor() as cursor:
        cursor.execute(*_pairs())
        found: dict[str, dict[FactKey, list[int]]] = {name: defaultdict(list) for name in RELATIONS}
        for relation, kind, pk, other in cursor:
            if (kind, pk) in wanted:
                found[relation][kind, pk].append(other)
    return found.values()


@cache
def _pairs() -> tuple[str, tuple[str, ...]]:
    """Return the query of all that facts cite besides; compiled once, as it never changes."""
    first, *others = (
        getattr(kind, relation.name)
        .through._default_manager.order_by()
        .values_list(
            Value(relation.name),
            Value(kind._meta.model_name),
            relation.m2m_column_name(),
            relation.m2m_reverse_name(),
        )
        for kind in CitedFact.__subclasses__()
        for relation in kind._meta.many_to_many
        if relation.name in RELATIONS
    )
    sql, parameters = first.union(*others, all=True).query.sql_with_params()
    return sql, tuple(map(str, parameters))
