"""An answer beside its threshold, drawn so that no mark contradicts the verdict."""

from dataclasses import dataclass
from decimal import Decimal

WHOLE = 100
# The threshold stands here, unless the answer would leave the drawing.
THRESHOLD_AT = 60
NEAREST_THE_EDGE = 4
GAP = 2  # units that keep a failed answer visibly off its threshold


@dataclass(frozen=True, slots=True)
class Gauge:
    """Where an answer and its threshold stand, each from 0 to 100; an unknown answer has none."""

    answer: int | None
    threshold: int
    is_limit: bool = False

    @property
    def zone_end(self) -> int:
        """Return the end to which the figures that meet reach from the threshold."""
        return 0 if self.is_limit else WHOLE


def gauge_of(
    value: Decimal | None, required: Decimal, *, is_limit: bool, is_met: bool
) -> Gauge | None:
    """Return the marks of a value and what is required of it; None without a length to measure by.

    A value that meets reaches a lower threshold or stays within a limit; one that fails stays short
    of the one or oversteps the other, however small the difference.
    """
    if required <= 0:
        return None
    whole = max(required * WHOLE / THRESHOLD_AT, value or Decimal(0))
    threshold = max(int(required * WHOLE / whole), NEAREST_THE_EDGE)
    if value is None:
        return Gauge(None, threshold, is_limit)
    answer = max(int(value * WHOLE / whole), 0)
    if is_met:
        answer = min(answer, threshold) if is_limit else max(answer, threshold)
    else:
        answer = max(answer, threshold + GAP) if is_limit else min(answer, threshold - GAP)
    return Gauge(answer, threshold, is_limit)
