"""Working days, by which advisers promise to answer."""

from datetime import date, timedelta

SATURDAY = 5


def add_working_days(day: date, count: int) -> date:
    """Return the day `count` working days after a day.

    Weekends are left out; public holidays are not, so that the promise is kept early, never late.
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
