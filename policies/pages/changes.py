"""When what a page shows was first stored and last changed, from the history."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Max, Min
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

# The parents alone: a change of a part, a condition or a window, is one of its parent too.
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


class Rows(NamedTuple):
    """The rows of a kind that a lookup finds; without one, all of them."""

    kind: type[Any]
    lookup: str = ""
    key: int = 0


def dates_of_topic(tier: Tier) -> Dates:
    """Return the dates of a topic page with all facts of its tier, in one query."""
    return dates_of(
        Rows(TopicPage, "tier", tier.pk),
        Rows(Tier, "pk", tier.pk),
        Rows(Obligation, "tiers", tier.pk),
        Rows(Criterion, "group__rule_set__tier", tier.pk),
        *(Rows(kind, "tier", tier.pk) for kind in OF_A_TIER),
    )


def dates_of_region(province: Region) -> Dates:
    """Return the dates of a province's page, in one query."""
    return dates_of(
        Rows(Region, "pk", province.pk),
        Rows(Region, "parent", province.pk),
        Rows(RegionalTopUp, "region", province.pk),
        Rows(RegionalTopUp, "region__parent", province.pk),
    )


def dates_of(*shown: Rows) -> Dates:
    """Return the first and the last change of these rows, in one query."""
    content_types = ContentType.objects.get_for_models(*(rows.kind for rows in shown))
    spans = list(_spans(shown, tuple(content_types[rows.kind].pk for rows in shown)).all())
    return Dates(
        min((begin for begin, _ in spans if begin), default=None),
        max((end for _, end in spans if end), default=None),
    )


@lru_cache(maxsize=64)
def _spans(shown: tuple[Rows, ...], content_types: tuple[int, ...]) -> Any:
    """Return the query of their changes; to word it takes five times as long as to ask it."""
    first, *others = map(_span, shown, content_types)
    return first.union(*others, all=True)


def _span(rows: Rows, content_type: int) -> Any:
    found = rows.kind._base_manager.filter(**{rows.lookup: rows.key} if rows.lookup else {})
    keys = found.order_by().annotate(object_key=Cast("pk", CharField())).values("object_key")
    changed = "revision__date_created"
    versions = Version.objects.filter(content_type=content_type, object_id__in=keys).order_by()
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
