"""The year as a strip of twelve months, and what comes next in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.models import YearlyEvent

MONTHS = range(1, 13)
NEXT = 3  # dates that a phone shows


@dataclass(frozen=True)
class Stretch:
    """Months of a row, with what falls into them."""

    months: int
    event: YearlyEvent | None = None


def rows_of_year(events: Iterable[YearlyEvent]) -> list[list[Stretch]]:
    """Return the events in as few rows as they fit without overlapping."""
    rows: list[list[YearlyEvent]] = []
    for event in sorted(events, key=lambda event: (event.first_month, event.position)):
        free = (row for row in rows if row[-1].last_month < event.first_month)
        row = next(free, None)
        if row is None:
            rows.append(row := [])
        row.append(event)
    return [_with_gaps(row) for row in rows]


def _with_gaps(row: Sequence[YearlyEvent]) -> list[Stretch]:
    stretches: list[Stretch] = []
    month = 1
    for event in row:
        stretches.append(Stretch(event.first_month - month))
        stretches.append(Stretch(event.last_month + 1 - event.first_month, event))
        month = event.last_month + 1
    stretches.append(Stretch(MONTHS.stop - month))
    return [stretch for stretch in stretches if stretch.months]


def next_events(events: Iterable[YearlyEvent], month: int) -> list[YearlyEvent]:
    """Return what is on in a month, then what begins after it, into the next year."""

    def wait(event: YearlyEvent) -> int:
        is_on = event.first_month <= month <= event.last_month
        return 0 if is_on else (event.first_month - month) % len(MONTHS)

    return sorted(events, key=wait)[:NEXT]
