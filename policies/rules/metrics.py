"""From answers to metrics: answers as given, and figures derived from them without any rounding."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, isqrt

from policies.rules.answers import Profile
from policies.vocabulary import CurrentTitle, Metric

HOLDERS_OF_TECH_INNOVATIVE = frozenset(CurrentTitle) - {CurrentTitle.NONE}
HOLDERS_OF_SPECIALIZED = HOLDERS_OF_TECH_INNOVATIVE - {CurrentTitle.TECH_INNOVATIVE}
HOLDERS_OF_LITTLE_GIANT = HOLDERS_OF_SPECIALIZED - {CurrentTitle.SPECIALIZED}


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` (both 万元, whole above zero) in %, exact."""

    part: Decimal
    whole: Decimal

    def compare(self, threshold: Decimal) -> int:
        """Return -1, 0 or 1 as the share is below, at or above a threshold in %."""
        part, of_part = self.part.as_integer_ratio()
        whole, of_whole = self.whole.as_integer_ratio()
        percent, of_percent = threshold.as_integer_ratio()
        return _sign(part * 100 * of_percent * of_whole - percent * whole * of_part)

    def scaled_floor(self, scale: int) -> int:
        """Return the largest whole number not above `scale` times the share."""
        part, of_part = self.part.as_integer_ratio()
        whole, of_whole = self.whole.as_integer_ratio()
        return part * of_whole * 100 * scale // (whole * of_part)


@dataclass(frozen=True, slots=True)
class CompoundGrowth:
    """The compound growth of two years from `earliest` (above zero) to `latest` in %, exact."""

    latest: Decimal
    earliest: Decimal

    def compare(self, threshold: Decimal) -> int:
        """Return -1, 0 or 1 as the growth is below, at or above a threshold in %; no root."""
        return _sign(Fraction(self.latest) - self.latest_needed(threshold))

    def latest_needed(self, threshold: Decimal) -> Fraction:
        """Return the latest figure (万元) at which the growth equals a threshold in %."""
        return Fraction(self.earliest) * (1 + Fraction(threshold) / 100) ** 2

    def scaled_floor(self, scale: int) -> int:
        """Return the largest whole number not above `scale` times the growth."""
        hundred = 100 * scale
        ratio = Fraction(self.latest) / Fraction(self.earliest)
        return isqrt(floor(ratio * hundred * hundred)) - hundred


Derived = Share | CompoundGrowth
Value = Decimal | bool | frozenset[str] | Derived | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A metric's value; None is unknown, and `reason` says why where it is more than unanswered."""

    value: Value
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a metric follows from answers, and from which fields."""

    inputs: tuple[str, ...]
    measure: Callable[[Profile], Measurement]


def measure(profile: Profile, metric: Metric) -> Measurement:
    derivation = DERIVATIONS.get(metric)
    if derivation is not None:
        return derivation.measure(profile)
    return Measurement(getattr(profile, metric.value))


def inputs(metric: Metric) -> tuple[str, ...]:
    """Return the names of the answer fields that a metric is measured from."""
    derivation = DERIVATIONS.get(metric)
    return derivation.inputs if derivation is not None else (metric.value,)


def _title_among(holders: frozenset[CurrentTitle]) -> Callable[[Profile], Measurement]:
    def title_is_held(profile: Profile) -> Measurement:
        if profile.current_title is None:
            return Measurement(None)
        # A title outside the set decides, whatever its validity.
        return Measurement(profile.title_valid if profile.current_title in holders else False)

    return title_is_held


def _rd_total_2y(profile: Profile) -> Measurement:
    if profile.rd_y1 is None or profile.rd_y2 is None:
        return Measurement(None)
    return Measurement(profile.rd_y1 + profile.rd_y2)


def _share(part: Decimal | None, whole: Decimal | None, year: str) -> Measurement:
    if part is None or whole is None:
        return Measurement(None)
    if whole == 0:
        return Measurement(None, f"{year}营业收入为0，无法计算")
    return Measurement(Share(part, whole))


def _rd_share_y1(profile: Profile) -> Measurement:
    return _share(profile.rd_y1, profile.revenue_y1, "上年")


def _rd_share_y2(profile: Profile) -> Measurement:
    return _share(profile.rd_y2, profile.revenue_y2, "前一年")


def _revenue_cagr_2y(profile: Profile) -> Measurement:
    if profile.revenue_y1 is None or profile.revenue_y3 is None:
        return Measurement(None)
    if profile.revenue_y3 == 0:
        return Measurement(None, "再前一年营业收入为0，无法计算")
    return Measurement(CompoundGrowth(profile.revenue_y1, profile.revenue_y3))


def _sign(difference: Fraction | int) -> int:
    return (difference > 0) - (difference < 0)


def _title(holders: frozenset[CurrentTitle]) -> Derivation:
    return Derivation(("current_title", "title_valid"), _title_among(holders))


DERIVATIONS: dict[Metric, Derivation] = {
    Metric.TITLE_IS_TECH_INNOVATIVE: _title(HOLDERS_OF_TECH_INNOVATIVE),
    Metric.TITLE_IS_SPECIALIZED: _title(HOLDERS_OF_SPECIALIZED),
    Metric.TITLE_IS_LITTLE_GIANT: _title(HOLDERS_OF_LITTLE_GIANT),
    Metric.RD_TOTAL_2Y: Derivation(("rd_y1", "rd_y2"), _rd_total_2y),
    Metric.RD_SHARE_Y1: Derivation(("rd_y1", "revenue_y1"), _rd_share_y1),
    Metric.RD_SHARE_Y2: Derivation(("rd_y2", "revenue_y2"), _rd_share_y2),
    Metric.REVENUE_CAGR_2Y: Derivation(("revenue_y1", "revenue_y3"), _revenue_cagr_2y),
}
