"""Shapes the comparison: the owner's dimensions, and the tiers' thresholds by metric."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Prefetch

from policies.models import (
    ComparisonCell,
    Condition,
    Criterion,
    Edition,
    Path,
    RuleSet,
    Tier,
    TopicPage,
)
from policies.rules.wording import requirement_text, threshold_text
from policies.vocabulary import Metric, MetricKind

# Metrics that ask the same of two years, or of two titles, share a row.
ROWS_OF_SEVERAL_METRICS = {
    Metric.TITLE_IS_TECH_INNOVATIVE: "前置称号",
    Metric.TITLE_IS_SPECIALIZED: "前置称号",
    Metric.TITLE_IS_LITTLE_GIANT: "前置称号",
    Metric.RD_Y1: "近两年每年研发费用",
    Metric.RD_Y2: "近两年每年研发费用",
    Metric.RD_SHARE_Y1: "近两年每年研发费用占营业收入",
    Metric.RD_SHARE_Y2: "近两年每年研发费用占营业收入",
}


@dataclass(frozen=True)
class TextRow:
    """One property of the tiers themselves."""

    title: str
    cells: list[tuple[Tier, str]]

    @property
    def differs(self) -> bool:
        return len({text for _, text in self.cells}) > 1


@dataclass(frozen=True)
class TextTable:
    """What the tiers are, who gives them, for how long, and what comes before."""

    tiers: Sequence[Tier]
    rows: list[TextRow]

    @classmethod
    def of(cls, tiers: Sequence[Tier]) -> Self:
        """Align the properties of these tiers."""
        rows = [
            TextRow("性质", [(tier, tier.kind) for tier in tiers]),
            TextRow("由谁认定", [(tier, tier.recognised_by) for tier in tiers]),
            TextRow("有效期", [(tier, tier.validity) for tier in tiers]),
            TextRow("前置", [(tier, _prerequisite(tier)) for tier in tiers]),
        ]
        return cls(tiers, rows)


def _prerequisite(tier: Tier) -> str:
    below = tier.prerequisite.short_name if tier.prerequisite else "无"
    return f"{below}（{tier.prerequisite_note}）" if tier.prerequisite_note else below


@dataclass(frozen=True)
class OwnerRow:
    """One of the owner's dimensions."""

    title: str
    cells: list[ComparisonCell | None]
    """One for each of the table's tiers; None where nothing is said."""

    @property
    def differs(self) -> bool:
        return len({cell and cell.content for cell in self.cells}) > 1


@dataclass(frozen=True)
class OwnerTable:
    """The owner's dimensions for those of the tiers that the owner compares."""

    tiers: list[Tier]
    rows: list[OwnerRow]

    @property
    def cells(self) -> list[ComparisonCell]:
        return [cell for row in self.rows for cell in row.cells if cell]

    @classmethod
    def of(cls, tiers: Sequence[Tier], edition: Edition) -> Self:
        """Fetch and align the stored cells of these tiers."""
        stored = ComparisonCell.objects.with_content().filter(tier__in=tiers)
        _give_tiers(stored, {tier.pk: tier for tier in tiers})
        cells = [cell for cell in stored if cell.is_in(edition)]
        compared = [tier for tier in tiers if any(cell.tier_id == tier.pk for cell in cells)]
        by_dimension: dict[str, dict[int, ComparisonCell]] = {}
        for cell in cells:
            by_dimension.setdefault(cell.dimension.title, {})[cell.tier_id] = cell
        rows = [
            OwnerRow(title, [of_tier.get(tier.pk) for tier in compared])
            for title, of_tier in by_dimension.items()
        ]
        return cls(compared, rows)


def _give_tiers(cells: Iterable[ComparisonCell], tiers: Mapping[int, Tier]) -> None:
    """Give cells, and what they print, their tiers, which were read already."""
    for cell in cells:
        cell.tier = tiers[cell.tier_id]
        if cell.support_measure and cell.support_measure.tier_id in tiers:
            cell.support_measure.tier = tiers[cell.support_measure.tier_id]
        if cell.enterprise_count and cell.enterprise_count.tier_id in tiers:
            cell.enterprise_count.tier = tiers[cell.enterprise_count.tier_id]


@dataclass(frozen=True)
class MetricCell:
    """What one criterion asks of the metrics of a row."""

    criterion: Criterion
    thresholds: list[str]
    alternative: str
    """What holds in their stead, or that they count in combinations only; empty for neither."""
    exemptions: list[Path]

    @property
    def requirement(self) -> tuple[str, ...]:
        """Return all that it asks, in words; without a figure, its title."""
        others = (f"{path.exemption}：{path.text}" for path in self.exemptions)
        return (*(self.thresholds or [self.criterion.title]), self.alternative, *others)


@dataclass(frozen=True)
class MetricRow:
    """One metric, or what no metric measures, with what each rule set asks of it."""

    title: str
    columns: list[tuple[RuleSet, list[MetricCell]]]

    @property
    def differs(self) -> bool:
        asked = {tuple(cell.requirement for cell in cells) for _, cells in self.columns}
        return len(asked) > 1


@dataclass(frozen=True)
class MetricTable:
    """The thresholds of several rule sets, one row a metric, exemptions under it."""

    rule_sets: list[RuleSet]
    rows: list[MetricRow]

    @classmethod
    def of(cls, tiers: Sequence[Tier], edition: Edition, *, with_old: bool) -> Self:
        """Align the rules for new applications; `with_old` adds the earlier standards."""
        in_force = RuleSet.objects.in_edition(edition).filter(for_new_applications=True)
        begun = RuleSet.objects.published(edition).filter(effective_from__lte=edition.day)
        rule_sets = list(
            (begun if with_old else in_force)
            .filter(orientation=False, tier__in=tiers)
            .with_criteria(edition)
            .select_related("tier")
            .prefetch_related(Prefetch("tier__topic_page", TopicPage.objects.in_edition(edition)))
            .order_by("tier__position", "-effective_from", "pk")
        )
        rows: dict[str, MetricRow] = {}
        for column, rule_set in enumerate(rule_sets):
            for criterion in rule_set.criteria:
                for title, cell in _cells_of(criterion).items():
                    row = rows.setdefault(title, MetricRow(title, [(of, []) for of in rule_sets]))
                    row.columns[column][1].append(cell)
        return cls(rule_sets, list(rows.values()))


def _cells_of(criterion: Criterion) -> dict[str, MetricCell]:
    """Return what a criterion asks, by the title of the row; exemptions stand in its first row."""
    paths = [list(path.conditions.all()) for path in criterion.main_paths]
    conditions = list(dict.fromkeys(condition for path in paths for condition in path))
    titles = dict.fromkeys(_row_title(condition) for condition in conditions)
    if not titles:
        return {criterion.title: MetricCell(criterion, [], "", criterion.exemption_paths)}
    return {
        title: MetricCell(
            criterion,
            list(dict.fromkeys(_threshold(c) for c in conditions if _row_title(c) == title)),
            _alternative(title, paths),
            [] if number else criterion.exemption_paths,
        )
        for number, title in enumerate(titles)
    }


def _row_title(condition: Condition) -> str:
    metric = Metric(condition.metric)
    return ROWS_OF_SEVERAL_METRICS.get(metric, metric.label)


def _threshold(condition: Condition) -> str:
    """Return the threshold of a figure, or the whole requirement where there is no figure."""
    rule = condition.to_rules()
    is_figure = rule.metric.kind == MetricKind.NUMBER
    return threshold_text(rule) if is_figure else requirement_text(rule)


def _alternative(title: str, paths: list[list[Condition]]) -> str:
    if len(paths) < 2:
        return ""
    if any(len(path) > 1 for path in paths):
        return "与其他条件组合，满足其一组即可"
    others = [path[0].text for path in paths if _row_title(path[0]) != title]
    return f"或{'，或'.join(others)}" if others else ""
