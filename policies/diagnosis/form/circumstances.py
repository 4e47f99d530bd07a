"""What follows from answers that no rule asks for: whether a title is in force, and the size."""

from collections.abc import Iterable
from decimal import Decimal

from policies.models import SmeSizeLimit

TITLE_YEARS = 3  # a title is in force until the year of its recognition and these


def is_title_valid(recognised: int, year: int) -> bool | None:
    """Return whether a title of a year is in force; None in the year in which it ends."""
    last = recognised + TITLE_YEARS
    return None if year == last else year < last


def is_sme(
    limits: Iterable[SmeSizeLimit],
    industry: str,
    employees: Decimal | None,
    revenue: Decimal | None,
) -> bool | None:
    """Return whether an enterprise is below any one limit of its industry; None where that is open.

    `revenue` in 万元. Where total assets count too, only a figure below its limit decides.
    """
    limit = next((row for row in limits if row.industry == industry), None)
    if limit is None:
        return None
    compared = [(limit.employees, employees), (limit.revenue, revenue), (limit.assets, None)]
    found = [
        None if value is None else value < most for most, value in compared if most is not None
    ]
    if True in found:
        return True
    return None if None in found else False
