"""What pictures need beside their geometry."""

from datetime import date
from decimal import Decimal

from django import template

from policies.models import ApplicationRound, RoundWindow
from policies.presentation.drawings.calendar import Axis, Span
from policies.presentation.drawings.gauge import Gauge, gauge_of
from policies.rules import ConditionAssessment
from policies.vocabulary import Operator, Outcome

register = template.Library()


@register.filter
def place(axis: Axis, day: date) -> int | None:
    """Return where a day stands on an axis; None outside it."""
    return axis.place(day)


@register.filter
def axis(round: ApplicationRound) -> Axis | None:
    """Return the years in which the windows of a round lie; None without any date."""
    windows = round.windows.all()
    return Axis.around(day for row in windows for day in (row.opens_on, row.closes_on))


@register.filter
def drawn_windows(round: ApplicationRound) -> list[tuple[RoundWindow, Span | None]]:
    """Return each window with its stretch on the axis; None for one without a date."""
    years = axis(round)
    return [
        (row, years.span(row.opens_on, row.closes_on) if years else None)
        for row in round.windows.all()
    ]


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
