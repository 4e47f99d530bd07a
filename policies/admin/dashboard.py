"""The front page of the desk: what waits for whoever looks at it, in a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from policies.admin.awaited_rounds import awaited_rounds, is_look_due
from policies.admin.cases.calls import call_counters
from policies.admin.cases.listing import counters_for
from policies.admin.history.undoing import undo_address
from policies.admin.history.versions import names_of
from policies.admin.verification.facts import review_counts_by_document
from policies.admin.verification.sheet import count_waiting
from policies.diagnosis.staff import account_name
from policies.models import CentreStatement, ErrorReport, Publishable
from policies.models.keys import content_models
from policies.operations import content_updates
from policies.vocabulary import PublicationState, ReportState

# What editors do most, in the order of the buttons: the name of the wizard, and its button.
WIZARDS = (
    ("wizard-correction", "改错"),
    ("wizard-top-up", "新地方奖励"),
    ("wizard-policy-change", "政策变动"),
    ("wizard-round", "新批次"),
)
MOST_SHOWN = 10  # of the changes, and of what is scheduled
MOST_REPORTS = 5
BY_THE_SITE = "系统"


def dashboard_for(user: User) -> dict[str, Any]:
    """Return what the front page shows of the rooms that someone works in."""
    shown: dict[str, Any] = {}
    if user.has_perm("policies.change_topicpage"):
        shown["wizards"] = [(reverse(f"admin:{name}"), label) for name, label in WIZARDS]
        shown["content_updates"] = content_updates.waiting()
    if user.has_perm("policies.change_applicationround"):
        today = timezone.localdate()
        shown["awaited"] = awaited = awaited_rounds(today)
        shown["is_look_due"] = is_look_due(awaited, today)
    if user.has_perm("policies.check_facts"):
        shown |= {"waiting": waiting(), "changes": recent_changes()}
    if user.has_perm("diagnosis.view_submission"):
        shown["counters"] = call_counters() + counters_for(user)
    return shown


def waiting() -> dict[str, Any]:
    """Return what waits now: reviews, drafts, what is scheduled, reports of readers."""
    now = timezone.now()
    reports = ErrorReport.objects.filter(state=ReportState.OPEN)
    counted = drafts()
    by_document = review_counts_by_document(timezone.localdate(now))
    return {
        "due_reviews": sum(counts["due"] for counts in by_document.values()),
        "drafts": counted,
        "unconfirmed": count_waiting(),
        "draft_count": sum(row["count"] for row in counted),
        "scheduled": scheduled(now),
        "reports": list(reports[:MOST_REPORTS]),
        "open_reports": reports.count(),
    }


def drafts() -> list[dict[str, Any]]:
    """Return how many drafts of each kind there are; parts are looked for in their parents."""
    # What the centre says of itself waits on the confirmation sheet.
    models = [model for model in content_models(Publishable) if model is not CentreStatement]
    is_draft = Q(publication=PublicationState.DRAFT)
    found = union(
        named(model).filter(is_draft).values("model_name").annotate(count=Count("pk"))
        for model in models
    )
    counts = {row["model_name"]: row["count"] for row in found}
    query = f"?publication__exact={PublicationState.DRAFT}"
    return [
        {
            "kind": model._meta.verbose_name,
            "count": counts[model._meta.model_name],
            "address": list_of(model) + ("" if model.parent_field else query),
        }
        for model in models
        if counts.get(model._meta.model_name)
    ]


def scheduled(now: datetime) -> list[dict[str, Any]]:
    """Return what becomes public by itself, the next first."""
    waits = Q(publication=PublicationState.SCHEDULED, publish_at__gt=now)
    rows = union(
        named(model).filter(waits).values_list("model_name", "pk", "publish_at")
        for model in content_models(Publishable)
    )
    found = [
        (apps.get_model("policies", name), pk, at)
        for name, pk, at in rows.order_by("publish_at")[:MOST_SHOWN]
    ]
    keys: dict[type[Model], list[int]] = {}
    for model, pk, _ in found:
        keys.setdefault(model, []).append(pk)
    names = names_of(keys)
    return [
        {
            "name": names[model, pk],
            "kind": model._meta.verbose_name,
            "at": at,
            "address": page_of(model, pk),
        }
        for model, pk, at in found
    ]


def recent_changes() -> list[dict[str, Any]]:
    """Return the last changes of content, newest first: who changed what, when and why.

    `others` counts the pages that changed along with the one named. Two queries.
    """
    kinds = [model._meta.model_name for model in content_models() if not model.parent_field]
    pages = Version.objects.filter(
        revision=OuterRef("pk"),
        content_type__app_label="policies",
        content_type__model__in=kinds,
    ).order_by()
    number = pages.values("revision").annotate(number=Count("pk")).values("number")
    revisions = list(
        Revision.objects.select_related("user")
        .annotate(page=Subquery(pages.order_by("pk").values("pk")[:1]), pages=Subquery(number))
        .exclude(page=None)
        .order_by("-date_created", "-pk")[:MOST_SHOWN]
    )
    versions = Version.objects.select_related("content_type").defer("serialized_data")
    shown = versions.in_bulk([revision.page for revision in revisions])
    changes = []
    for revision in revisions:
        version = shown[revision.page]
        model = apps.get_model("policies", version.content_type.model)
        changes.append(
            {
                "what": version.object_repr,
                "kind": model._meta.verbose_name,
                "address": page_of(model, int(version.object_id)),
                "others": revision.pages - 1,
                "who": account_name(revision.user) if revision.user else BY_THE_SITE,
                "when": revision.date_created,
                "why": revision.comment,
                "undo": undo_address(revision),
            }
        )
    return changes


def union(queries: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = queries
    return first.union(*others, all=True)


def named(model: type[Any]) -> QuerySet[Any, Any]:
    """Return the rows of a model, each with the name of the model."""
    rows: QuerySet[Any, Any] = model._base_manager.order_by()
    return rows.annotate(model_name=Value(model._meta.model_name))  # type: ignore[no-any-return]


def list_of(model: type[Any]) -> str:
    """Return where the desk lists the rows of a model, or their parents."""
    if model.parent_field:
        model = model._meta.get_field(model.parent_field).related_model
    return reverse(f"admin:policies_{model._meta.model_name}_changelist")


def page_of(model: type[Any], pk: int) -> str:
    """Return where a row is edited; for a part, where its parents are listed."""
    if model.parent_field:
        return list_of(model)
    return reverse(f"admin:policies_{model._meta.model_name}_change", args=[pk])
