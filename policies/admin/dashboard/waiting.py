"""What waits for editors and checkers: reviews, drafts, what is scheduled, reports of readers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from policies.admin.dashboard.content import content, counts, list_of, of_kind, page_of, union
from policies.admin.history.versions import names_of
from policies.admin.verification.standing import in_all, standing_by_document
from policies.models import ErrorReport, Publishable
from policies.vocabulary import PublicationState, ReportState

MOST_SCHEDULED = 10
MOST_REPORTS = 5


@dataclass(frozen=True, slots=True)
class Drafts:
    """How many drafts of a kind there are, and where the desk lists them."""

    kind: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A row that becomes public by itself."""

    name: str
    kind: str
    at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits in the policy room."""

    due_reviews: int
    drafts: list[Drafts]
    scheduled: list[Scheduled]
    reports: list[ErrorReport]
    open_reports: int

    @property
    def draft_count(self) -> int:
        return sum(drafts.count for drafts in self.drafts)


def waiting() -> Waiting:
    now = timezone.now()
    reports = ErrorReport.objects.filter(state=ReportState.OPEN)
    return Waiting(
        due_reviews=in_all(standing_by_document(timezone.localdate(now)).values()).due,
        drafts=drafts(),
        scheduled=scheduled(now),
        reports=list(reports[:MOST_REPORTS]),
        open_reports=reports.count(),
    )


def drafts() -> list[Drafts]:
    found = counts(content(Publishable), Q(publication=PublicationState.DRAFT))
    return [
        Drafts(str(model._meta.verbose_name), count, list_of_drafts(model))
        for model, count in found
    ]


def list_of_drafts(model: type[Any]) -> str:
    """Return where the drafts of a kind are listed; parts are looked for in their wholes."""
    address = list_of(model)
    return (
        address if model.parent_field else f"{address}?publication__exact={PublicationState.DRAFT}"
    )


def scheduled(now: datetime) -> list[Scheduled]:
    """Return what becomes public by itself, the next first."""
    waits = Q(publication=PublicationState.SCHEDULED, publish_at__gt=now)
    rows = union(
        of_kind(model).filter(waits).values_list("model_name", "pk", "publish_at")
        for model in content(Publishable)
    )
    found = [
        (apps.get_model("policies", name), pk, at)
        for name, pk, at in rows.order_by("publish_at")[:MOST_SCHEDULED]
    ]
    keys: dict[type[Model], list[int]] = {}
    for model, pk, _ in found:
        keys.setdefault(model, []).append(pk)
    names = names_of(keys)
    return [
        Scheduled(names[model, pk], str(model._meta.verbose_name), at, page_of(model, pk))
        for model, pk, at in found
    ]
