"""Rows that are stored nowhere, for states in which no stored row is; they state no fact."""

from datetime import date, timedelta
from itertools import product

from django.db.models import prefetch_related_objects
from django.utils import timezone

from policies.models import ApplicationRound, Edition, SourceDocument, SupportMeasure
from policies.vocabulary import Confidence, RoundState, SourceKind, TrustState

NO_ROW = 0  # a key that no row has, so that relations can be followed and hold nothing
DAY = timedelta(days=1)


def document(kind: SourceKind = SourceKind.DOCUMENT) -> SourceDocument:
    """Return a document without an address."""
    number = "" if kind == SourceKind.OWNER else "示例〔2026〕1号"
    row = SourceDocument(
        pk=NO_ROW, key="example", kind=kind, title="示例文件", document_number=number
    )
    prefetch_related_objects([row], "links")
    return row


def facts(edition: Edition) -> dict[str, SupportMeasure]:
    """Return a fact in each state of trust, sure or not, due for review or not, by its name."""
    sources = {
        state: document(SourceKind.OWNER if state == TrustState.OWNER else SourceKind.DOCUMENT)
        for state in TrustState
    }
    found = {}
    for state, is_unsure, is_due in product(TrustState, (False, True), (False, True)):
        marks = [state.label, "待核实" * is_unsure, "待复核" * is_due]
        found["，".join(filter(None, marks))] = SupportMeasure(
            pk=NO_ROW,
            text="示例措施",
            source=sources[state],
            trust_state=state,
            checked_on=edition.day if state == TrustState.CHECKED else None,
            confidence=Confidence.LOW if is_unsure else Confidence.MEDIUM,
            review_by=edition.day + (-DAY if is_due else DAY),
        )
    return found


def application_round(state: RoundState, checked_on: date | None = None) -> ApplicationRound:
    return ApplicationRound(
        pk=NO_ROW,
        application_year=timezone.localdate().year,
        batch_name="示例批次",
        state=state,
        state_text="示例说明",
        state_checked_on=checked_on,
    )
