"""Bars whose lengths are in proportion to figures of one unit and one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

WHOLE = 100  # units of the drawing that the largest figure fills
LEAST = 1  # what is more than nothing can be seen


@dataclass(frozen=True, slots=True)
class Scale:
    """What the full length of a bar stands for."""

    largest: Decimal

    @classmethod
    def of(cls, figures: Iterable[Decimal | None]) -> Self:
        known = (figure for figure in figures if figure is not None)
        return cls(max(known, default=Decimal(0)))

    def length(self, figure: Decimal | None) -> int | None:
        """Return the length of a figure from 0 to 100; None where there is no figure to draw."""
        if figure is None:
            return None
        if figure <= 0:
            return 0
        share = (figure * WHOLE / self.largest).to_integral_value(ROUND_HALF_UP)
        return min(max(int(share), LEAST), WHOLE)
