"""Days and stretches of time on an axis of whole years, every month equally long."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Self

WIDTH = 360  # units of the drawing, each about a day of one year
MONTH = WIDTH // 12  # of one year
SHORTEST = 4  # a single day can be seen
ANY_YEAR = 2001  # of 365 days, for what recurs every year

MONTHS = re.compile(r"(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?月")
BEFORE = re.compile(r"(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日|底)前")
QUARTER = re.compile(r"第(?P<number>[一二三四])季度(?P<onwards>起?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch on the axis; open when its end is not known."""

    start: int
    length: int
    is_open: bool = False

    @property
    def is_day(self) -> bool:
        return self.length == SHORTEST


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years from the first to the last, as wide however many."""

    first: int
    last: int

    @classmethod
    def around(cls, days: Iterable[date | None]) -> Self | None:
        """Return the years of these days; None without any day."""
        years = [day.year for day in days if day is not None]
        return cls(min(years), max(years)) if years else None

    @property
    def labels(self) -> list[tuple[int, str]]:
        """Return where the quarters of the axis begin, each with its month, or its new year."""
        quarter = 3 * (self.last - self.first + 1)  # months
        labels = []
        for number in range(4):
            years, months = divmod(number * quarter, 12)
            is_new_year = months == 0 and self.last > self.first
            text = f"{self.first + years}年" if is_new_year else f"{months + 1}月"
            labels.append((number * WIDTH // 4, text))
        return labels

    def place(self, day: date) -> int | None:
        """Return where a day stands; None outside the axis."""
        return round(self._place(day)) if self.first <= day.year <= self.last else None

    def span(self, opens_on: date | None, closes_on: date | None) -> Span | None:
        """Return the stretch of a window, both ends included, or of its single day."""
        first, last = opens_on or closes_on, closes_on or opens_on
        if first is None or last is None:
            return None
        end = round(self._place(last, last.day))
        start = max(min(round(self._place(first)), end - SHORTEST), 0)
        return Span(start, max(end - start, SHORTEST))

    def _place(self, day: date, days_over: int | None = None) -> Fraction:
        """Return where a day begins, or where so many days of its month are over."""
        days = day.day - 1 if days_over is None else days_over
        months = 12 * (day.year - self.first) + day.month - 1
        share = months + Fraction(days, monthrange(day.year, day.month)[1])
        return WIDTH * share / (12 * (self.last - self.first + 1))


def recurring(period: str) -> Span | None:
    """Return the stretch of the year that a text names: 4-6月, 7月, 5月31日前, 第三季度起.

    None for a text of another form, or one that names no time of the year.
    """
    if found := MONTHS.fullmatch(period):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        if 1 <= first <= last <= 12:
            return Span((first - 1) * MONTH, (last - first + 1) * MONTH)
    elif found := BEFORE.fullmatch(period):
        return _day_before(int(found["month"]), found["day"])
    elif found := QUARTER.fullmatch(period):
        start = "一二三四".index(found["number"]) * 3 * MONTH
        is_open = bool(found["onwards"])
        return Span(start, WIDTH - start if is_open else 3 * MONTH, is_open)
    return None


def _day_before(month: int, day: str | None) -> Span | None:
    """Return the mark of a deadline, the last thing before its day is over."""
    try:
        last = date(ANY_YEAR, month, int(day or monthrange(ANY_YEAR, month)[1]))
    except ValueError:
        return None
    return Axis(ANY_YEAR, ANY_YEAR).span(last, last)
