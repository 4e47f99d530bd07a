"""Settling a pair: what its figures say from then on, and how they come back."""

from decimal import Decimal
from typing import Any

from django.core import serializers
from django.db.models import Q

from policies.models.comparison import ComparisonCell
from policies.models.history import change
from policies.models.regions import RegionalTopUp
from policies.models.sources import CitedFact, Dispute
from policies.models.support import SupportMeasure
from policies.models.tiers import EnterpriseCount
from policies.vocabulary import (
    PublicationState,
    Settlement,
    SourceKind,
    Treatment,
    TrustState,
)

NOT_LISTED = "暂不列出"
BASIS = ("source", "trust_state", "checked_on", "checked_by", "confidence", "publication")
# What settling may change of each kind, beside its basis; all else of a fact is left alone.
SETTLED: dict[type[CitedFact], tuple[str, ...]] = {
    SupportMeasure: ("amount", "figure_wording", "decided_on", "decided_by"),
    EnterpriseCount: ("value", "figure_wording", "as_of", "as_of_note", "attributed_to"),
    RegionalTopUp: ("amount_min", "amount_max", "figure_wording", "decided_on", "decided_by"),
    ComparisonCell: ("text", "support_measure", "enterprise_count"),
}


def figures_of(pair: Dispute) -> list[CitedFact]:
    """Return the facts that state the owner's figure of a pair, and the cells that print it."""
    if pair.former:
        return [type(former)._default_manager.get(pk=former.pk) for former in _former_facts(pair)]
    if pair.treatment != Treatment.TWO_FIGURES:
        return []
    stated = Q(disputes=pair)
    printed = stated | Q(support_measure__disputes=pair) | Q(enterprise_count__disputes=pair)
    return [
        fact
        for kind in SETTLED
        for fact in kind._default_manager.filter(
            printed if kind is ComparisonCell else stated, source__kind=SourceKind.OWNER
        ).distinct()
    ]


def settle(pair: Dispute, figure: Decimal | None = None) -> None:
    """Store what was decided about a pair, and have all its facts say the same.

    `figure` is the number in a new wording of the owner's, in the unit of the facts. Whatever was
    decided before is taken back first, so that a pair can be settled otherwise or opened again.
    """
    with change():
        _take_back(pair)
        pair.former = ""
        if not pair.is_open and (facts := figures_of(pair)):
            fields = {name for kind in SETTLED for name in (*BASIS, *SETTLED[kind])}
            pair.former = serializers.serialize("json", facts, fields=fields)
            for fact in facts:
                _state(fact, pair, figure)
                fact.save()
        pair.save()


def _former_facts(pair: Dispute) -> list[Any]:
    return [former.object for former in serializers.deserialize("json", pair.former or "[]")]


def _take_back(pair: Dispute) -> None:
    for former, fact in zip(_former_facts(pair), figures_of(pair), strict=False):
        for name in (*BASIS, *SETTLED[type(fact)]):
            setattr(fact, name, getattr(former, name))
        fact.save()


def _state(fact: CitedFact, pair: Dispute, figure: Decimal | None) -> None:
    """Give a fact the figure and the basis that a settled pair leaves."""
    _give_basis(fact, pair)
    if isinstance(fact, SupportMeasure | RegionalTopUp):
        fact.decided_on, fact.decided_by = pair.decided_on, pair.decided_by
    if pair.status == Settlement.OWNER:
        return
    is_withdrawn = pair.status == Settlement.WITHDRAWN
    is_reworded = pair.status == Settlement.REWORDED
    wording = pair.settled_wording if is_reworded else "" if is_withdrawn else pair.documents_view
    if isinstance(fact, ComparisonCell):
        if is_withdrawn:
            fact.text, fact.support_measure, fact.enterprise_count = NOT_LISTED, None, None
        elif fact.text:
            fact.text = wording
        return
    setattr(fact, fact.figure_field, figure if is_reworded else None)
    fact.figure_wording = wording  # type: ignore[attr-defined]
    if isinstance(fact, RegionalTopUp):
        fact.amount_min = None
        # Rewards that documents name are rows of their own, each in its region.
        fact.figure_wording = wording if is_reworded else ""
    if isinstance(fact, EnterpriseCount):
        fact.as_of, fact.as_of_note, fact.attributed_to = None, "", ""  # of the former figure
        if is_withdrawn:
            fact.publication = PublicationState.WITHDRAWN  # nothing is left of it


def _give_basis(fact: CitedFact, pair: Dispute) -> None:
    """Give a fact the document of the side that was taken, if that side has one."""
    if pair.status == Settlement.OWNER and pair.owner_document:
        fact.source, fact.trust_state = pair.owner_document, TrustState.CHECKED
        fact.checked_on = pair.decided_on
    elif pair.status == Settlement.DOCUMENTS and not isinstance(fact, RegionalTopUp):
        fact.source, fact.trust_state = pair.source, pair.source.state_before_reading
        fact.confidence = pair.confidence
