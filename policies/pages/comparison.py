"""Shapes the comparison: the owner's dimensions, and the tiers' criteria aligned by metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.models import ComparisonCell, Criterion, RuleSet, Tier
from policies.vocabulary import Metric, TierCode

DEFAULT_TIERS = (TierCode.LITTLE_GIANT, TierCode.KEY_LITTLE_GIANT)
TITLE_METRICS = frozenset(
    {
        Metric.TITLE_IS_TECH_INNOVATIVE,
        Metric.TITLE_IS_SPECIALIZED,
        Metric.TITLE_IS_LITTLE_GIANT,
    }
)


def chosen_tiers(offered: Sequence[Tier], values: Iterable[str]) -> list[Tier]:
    """Return the offered tiers whose slugs the query names; the owner's two without a valid one."""
    slugs = {slug for value in values for slug in value.split(",")}
    chosen = [tier for tier in offered if tier.topic_page.slug in slugs]
    return chosen or [tier for tier in offered if tier.code in DEFAULT_TIERS]


@dataclass(frozen=True)
class OwnerTable:
    """The owner's dimensions for those of the tiers that the owner compares."""

    tiers: list[Tier]
    rows: list[tuple[str, list[ComparisonCell]]]

    @classmethod
    def of(cls, tiers: Sequence[Tier]) -> Self:
        """Fetch and align the stored cells of these tiers."""
        cells = ComparisonCell.objects.with_content().filter(tier__in=tiers)
        compared = [tier for tier in tiers if any(cell.tier_id == tier.pk for cell in cells)]
        by_dimension: dict[str, dict[int, ComparisonCell]] = {}
        for cell in cells:
            by_dimension.setdefault(cell.dimension.title, {})[cell.tier_id] = cell
        rows = [
            (title, [of_tier[tier.pk] for tier in compared if tier.pk in of_tier])
            for title, of_tier in by_dimension.items()
        ]
        return cls(compared, rows)


@dataclass(frozen=True)
class CriteriaRow:
    """One metric, with the criteria of each rule set that look at it."""

    title: str
    columns: list[tuple[RuleSet, list[Criterion]]]


@dataclass(frozen=True)
class CriteriaTable:
    """The criteria of several rule sets, aligned so that one metric never splits into two rows."""

    rule_sets: list[RuleSet]
    rows: list[CriteriaRow]

    @classmethod
    def of(cls, tiers: Sequence[Tier], on: date, *, with_old: bool) -> Self:
        """Align the rule sets in force on a day; `with_old` adds those that only reviews use."""
        in_force = RuleSet.objects.in_force(on).with_rules().filter(orientation=False)
        rule_sets = [
            rule_set
            for rule_set in in_force.filter(tier__in=tiers).order_by("tier__position", "pk")
            if rule_set.for_new_applications or with_old
        ]
        rows: dict[object, CriteriaRow] = {}
        for column, rule_set in enumerate(rule_sets):
            for criterion in rule_set.criteria:
                row = rows.setdefault(
                    _alignment(criterion),
                    CriteriaRow(criterion.title, [(of, []) for of in rule_sets]),
                )
                row.columns[column][1].append(criterion)
        return cls(rule_sets, list(rows.values()))


def _alignment(criterion: Criterion) -> object:
    """Return what the criterion is aligned by: the metrics of its main paths, else its title."""
    metrics = {
        Metric(condition.metric)
        for path in criterion.paths.all()
        if not path.exemption
        for condition in path.conditions.all()
    }
    if metrics & TITLE_METRICS:
        return TITLE_METRICS
    return frozenset(metrics) or criterion.title
