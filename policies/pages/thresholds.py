"""The thresholds that two standards of a tier set on the same figure, side by side."""

from dataclasses import dataclass
from decimal import Decimal

from policies.models import Condition, Criterion, Edition, RuleSet, Tier
from policies.presentation.drawings.bars import Scale
from policies.rules.wording import threshold_text
from policies.vocabulary import Metric, Unit

Asked = dict[tuple[str, str], tuple[Criterion, Condition]]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What the standard of a year asks of a figure, in words and as a length."""

    year: int
    text: str
    length: int | None
    trust_state: str


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """A figure with its old and its new threshold."""

    title: str
    both: tuple[Threshold, Threshold]


def threshold_changes(tier: Tier, edition: Edition) -> list[ThresholdChange]:
    """Return the figures of which the two newest standards each ask one thing, comparably.

    A threshold that is one of several ways, or stands in combinations only, is left out.
    """
    begun = RuleSet.objects.published(edition).filter(
        tier=tier, orientation=False, effective_from__lte=edition.day
    )
    newest = list(begun.with_criteria(edition).order_by("-effective_from", "pk")[:2])
    if len(newest) < 2:
        return []
    new, old = newest
    asked_then, asked_now = _asked_alone(old), _asked_alone(new)
    return [
        _change((old, *asked_then[figure]), (new, *asked_now[figure]))
        for figure in asked_now
        if figure in asked_then
    ]


def _asked_alone(rule_set: RuleSet) -> Asked:
    """Return the conditions on figures that hold by themselves, by metric and operator."""
    asked: Asked = {}
    for criterion in rule_set.criteria:
        paths = list(criterion.paths.all())
        for condition in paths[0].conditions.all() if len(paths) == 1 else ():
            if condition.threshold is not None:
                asked[condition.metric, condition.operator] = criterion, condition
    return asked


def _change(
    old: tuple[RuleSet, Criterion, Condition], new: tuple[RuleSet, Criterion, Condition]
) -> ThresholdChange:
    metric = Metric(new[2].metric)
    is_share = metric.unit == Unit.PERCENT
    scale = Scale(Decimal(100)) if is_share else Scale.of((old[2].threshold, new[2].threshold))
    return ThresholdChange(metric.label, (_threshold(*old, scale), _threshold(*new, scale)))


def _threshold(
    rule_set: RuleSet, criterion: Criterion, condition: Condition, scale: Scale
) -> Threshold:
    return Threshold(
        rule_set.effective_from.year,
        threshold_text(condition.to_rules()),
        scale.length(condition.threshold),
        criterion.trust_state,
    )
