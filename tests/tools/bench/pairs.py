"""Ratios of two measurements that are taken in turns, so that a busy machine slows both alike."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

PAIRS = 5


@dataclass(frozen=True)
class Ratio:
    """The median of the ratios of all pairs, and the median of either side."""

    value: float
    first: float
    second: float


def ratio(first: Callable[[], float], second: Callable[[], float], pairs: int = PAIRS) -> Ratio:
    """Measure both in turns; return the first in parts of the second."""
    measured = [(first(), second()) for _ in range(pairs)]
    return ratio_of(measured)


def ratio_of(measured: list[tuple[float, float]]) -> Ratio:
    """Return the ratio of pairs that are measured already."""
    firsts, seconds = zip(*measured, strict=True)
    return Ratio(median(a / b for a, b in measured), median(firsts), median(seconds))


@dataclass(frozen=True)
class Line:
    """One line of the table; `holds` is None where there is no goal."""

    what: str
    ratio: str
    goal: str
    holds: bool | None
    details: str


def line(what: str, measured: Ratio, details: str, *, least: float = 0, most: float = 0) -> Line:
    """Return the line of a ratio, with a goal where one is given."""
    holds = None
    goal = "report"
    if least:
        holds, goal = measured.value >= least, f"≥ {least:g}"
    if most:
        holds, goal = measured.value <= most, f"≤ {most:g}"
    return Line(what, f"{measured.value:.2f}", goal, holds, details)
