"""How far a failed condition is from its threshold, in its unit and where possible in money."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from policies.rules.metrics import CompoundGrowth, Derived, Share, Value

# Derived figures are given to four places; a threshold has no more.
PLACES = 4


def rounded(derived: Derived, places: int = PLACES) -> Decimal:
    """Return a derived figure in %, rounded half up; for show only, never for a verdict."""
    half_up = (derived.scaled_floor(2 * 10**places) + 1) // 2
    return _decimal(half_up, places)


def distance(value: Value, required: Decimal, places: int = PLACES) -> Decimal | None:
    """Return how far a figure is from a threshold, in its unit; None unless it is a figure.

    That of a derived figure is rounded up to `places`. Zero means that the value equals a threshold
    which must be passed.
    """
    if isinstance(value, Share | CompoundGrowth):
        side, scale = value.compare(required), 10**places
        below = value.scaled_floor(scale)
        if side == 0:
            return Decimal(0)
        if side < 0:
            return _decimal(ceil(Fraction(required) * scale) - below, places)
        above = below if value.compare(_decimal(below, places)) == 0 else below + 1
        return _decimal(above - floor(Fraction(required) * scale), places)
    return abs(required - value) if isinstance(value, Decimal) else None


def money_short_of(value: Value, required: Decimal) -> Decimal | None:
    """Return what is missing in 万元, rounded up to 0.01; None where the gap is not one of money.

    A share is solved for its part (more 研发费用), growth for the latest year (more 营业收入).
    """
    if isinstance(value, Share) and value.compare(required) <= 0:
        return _up_to_cent(Fraction(required) * Fraction(value.whole) / 100 - Fraction(value.part))
    if isinstance(value, CompoundGrowth) and value.compare(required) <= 0:
        return _up_to_cent(value.latest_needed(required) - Fraction(value.latest))
    return None


def _up_to_cent(amount: Fraction) -> Decimal:
    return _decimal(ceil(amount * 100), 2)


def _decimal(scaled: int, places: int) -> Decimal:
    """Return `scaled` / 10**places exactly; a division would round to the context's precision."""
    return Decimal(f"{scaled}E-{places}")
