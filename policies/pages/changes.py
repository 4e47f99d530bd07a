"""When what a page shows was first stored and last changed, from the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Max, Min, QuerySet
from django.db.models.functions import Cast
from reversion.models import Version

from policies.models import (
    ApplicationRound,
    Criterion,
    EnterpriseCount,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    Region,
    RegionalTopUp,
    RuleSet,
    StandardChange,
    SupportMeasure,
    Tier,
    TopicPage,
)

# The wholes alone: a change of a part, such as a condition or a window, is one of its whole too.
OF_A_TIER = (
    EnterpriseCount,
    RuleSet,
    SupportMeasure,
    RegionalTopUp,
    ApplicationRound,
    ProcessStep,
    PreparationAdvice,
    StandardChange,
    MaterialChecklist,
)


@dataclass(frozen=True)
class Dates:
    """When the rows of a page were first stored, and when one of them was last changed."""

    published_at: datetime | None
    changed_at: datetime | None


def dates_of_topic(tier: Tier) -> Dates:
    """Return the dates of a topic page with all facts of its tier, in one query."""
    of_tier = [model._default_manager.filter(tier=tier) for model in OF_A_TIER]
    return dates_of(
        TopicPage.objects.filter(tier=tier),
        Tier.objects.filter(pk=tier.pk),
        Obligation.objects.filter(tiers=tier),
        Criterion.objects.filter(group__rule_set__tier=tier),
        *of_tier,
    )


def dates_of_region(province: Region) -> Dates:
    """Return the dates of a province's page, in one query."""
    return dates_of(
        Region.objects.filter(pk=province.pk),
        province.cities.all(),
        RegionalTopUp.objects.filter(region=province),
        RegionalTopUp.objects.filter(region__parent=province),
    )


def dates_of(*shown: "QuerySet[Any]") -> Dates:
    """Return the first and the last change of these rows, in one query."""
    first, *others = (_span(rows) for rows in shown)
    spans = list(first.union(*others, all=True))
    return Dates(
        min((begin for begin, _ in spans if begin), default=None),
        max((end for _, end in spans if end), default=None),
    )


def _span(rows: "QuerySet[Any]") -> Any:
    keys = rows.order_by().annotate(object_key=Cast("pk", CharField())).values("object_key")
    kind = ContentType.objects.get_for_model(rows.model)
    changed = "revision__date_created"
    versions = Version.objects.filter(content_type=kind, object_id__in=keys).order_by()
    return (
        versions.values("content_type")
        .annotate(begin=Min(changed), end=Max(changed))
        .values_list("begin", "end")
    )


def last_changes(kind: type[Any]) -> dict[int, datetime]:
    """Return when each row of a kind was last changed, by primary key, in one query."""
    versions = Version.objects.filter(content_type=ContentType.objects.get_for_model(kind))
    changes = versions.order_by().values_list("object_id").annotate(Max("revision__date_created"))
    return {int(pk): changed_at for pk, changed_at in changes}
