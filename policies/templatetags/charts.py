"""What pictures need beside their geometry."""

from datetime import date

from django import template

from policies.charts.calendar import Axis

register = template.Library()


@register.filter
def place(axis: Axis, day: date) -> int | None:
    """Return where a day stands on an axis; None outside it."""
    return axis.place(day)
