"""What pictures need beside their geometry."""

from collections.abc import Iterable
from decimal import Decimal

from django import template

from policies.presentation.drawings.gauge import Gauge, gauge_of
from policies.presentation.drawings.segments import segments
from policies.rules import ConditionAssessment
from policies.vocabulary import Operator, Outcome

register = template.Library()


@register.filter
def bar(counts: Iterable[tuple[str, int, str]]) -> list[tuple[str, str]]:
    """Return key and path of each group of segments; counts come with key and word."""
    return segments((key, count) for key, count, _ in counts)


@register.filter
def gauge(assessment: ConditionAssessment) -> Gauge | None:
    """Return the picture of an answer beside its threshold; None where no figure is asked for."""
    condition, value = assessment.condition, assessment.actual
    if not isinstance(condition.required, Decimal):
        return None
    return gauge_of(
        value if isinstance(value, Decimal) else None,
        condition.required,
        is_limit=condition.operator in (Operator.AT_MOST, Operator.LESS_THAN),
        is_met=assessment.outcome == Outcome.MET,
    )
