"""Writing down that facts were compared with their document, and taking it back."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from policies.admin.verification.facts import KINDS, awaits_reading, facts_of
from policies.models import CitedFact, SourceDocument
from policies.models.history import change
from policies.models.sources import CitedFactQuerySet
from policies.vocabulary import PublicationState, TrustState

Facts = CitedFactQuerySet[CitedFact]


class Outdated(Exception):
    """The page showed another number of facts than wait now; the text tells the editor."""


class Reading(NamedTuple):
    """That a person read a document on a day, and by when that is due again."""

    checked_on: date
    review_by: date
    checked_by: User


def check_fact(fact: CitedFact, reading: Reading, *, publish: bool = False) -> None:
    """Note in one revision that a fact stands in its document; `publish` shows it to readers."""
    with change(author=reading.checked_by, reason=f"已核原文：{fact.source.citation}"):
        rows = facts_of(type(fact)).filter(pk=fact.pk)
        _mark([rows], fact.source, reading)
        if publish:
            rows.update(publication=PublicationState.PUBLISHED, publish_at=None)


def check_document(document: SourceDocument, reading: Reading, *, seen: int) -> None:
    """Note in one revision that all facts that wait for a document stand in it.

    `seen` is the number that the page showed; raises Outdated where another number waits by now.
    """
    with change(author=reading.checked_by, reason=f"已核原文：{document.citation}，{seen}条"):
        document = SourceDocument.objects.select_for_update().get(pk=document.pk)
        waits = awaits_reading(timezone.localdate())
        waiting = {
            kind: list(facts_of(kind).filter(waits, source=document).values_list("pk", flat=True))
            for kind in KINDS.values()
        }
        count = sum(map(len, waiting.values()))
        if count != seen:
            raise Outdated(f"打开页面之后，待核的从{seen}条变成了{count}条。请看过再点。")
        rows = [facts_of(kind).filter(pk__in=keys) for kind, keys in waiting.items() if keys]
        _mark(rows, document, reading)


def undo_check(fact: CitedFact, *, by: User) -> None:
    """Take back in one revision that a fact was compared with its document."""
    with change(author=by, reason=f"撤销核对：{fact.source.citation}"):
        _unmark([facts_of(type(fact)).filter(pk=fact.pk)], fact.source, fact.checked_on)


def undo_reading(document: SourceDocument, *, on: date, by: User) -> None:
    """Take back in one revision all that a person noted for a document on a day."""
    with change(author=by, reason=f"撤销核对：{document.citation}，{on:%Y-%m-%d}核的全部"):
        noted = [
            facts_of(kind).filter(source=document, checked_on=on, checked_by=by)
            for kind in KINDS.values()
        ]
        _unmark(noted, document, on)


def _mark(rows: Iterable[Facts], document: SourceDocument, reading: Reading) -> None:
    for facts in rows:
        facts.update(trust_state=TrustState.CHECKED, **reading._asdict())
    document.url_checked_on = max(document.url_checked_on or reading.checked_on, reading.checked_on)
    document.save()


def _unmark(rows: Iterable[Facts], document: SourceDocument, day: date | None) -> None:
    before = document.state_before_reading
    for facts in rows:
        facts.update(trust_state=before, checked_on=None, checked_by=None, review_by=None)
    if document.url_checked_on == day:
        document.url_checked_on = _last_reading(document)
        document.save()


def _last_reading(document: SourceDocument) -> date | None:
    readings = (facts_of(kind).filter(source=document) for kind in KINDS.values())
    days = (facts.aggregate(last=Max("checked_on"))["last"] for facts in readings)
    return max(filter(None, days), default=None)
