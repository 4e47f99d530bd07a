"""What a metric is measured from, and the exact arithmetic of shares and growth."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from policies.rules.answers import QUESTIONS, Profile
from policies.rules.metrics import CompoundGrowth, Share, Value, inputs, measure
from policies.vocabulary import CurrentTitle, Metric
from tests.rules.stored import profile

pytestmark = pytest.mark.once

FULL = profile(
    "current_title=little_giant title_valid=true is_sme=true clean_record=true tax_clean=true"
    " excluded_by_notice=true product_allowed=true main_product_share=1 segment_years=2"
    " revenue_y1=3 revenue_y2=4 revenue_y3=5 main_business_share=6 debt_ratio=7 rd_y1=8 rd_y2=9"
    " equity_2y=10 class1_ip=11 national_award=true provincial_award=true maker_contest_top50=true"
    " rd_institution=true provincial_rd_centre=true market_share=12 domestic_rank=13"
    " product_fields=core_parts chain_roles=fills_gap platform_score=14 standards_role=true"
    " leading_customers=true listed=true funded_before=true plan_investment=15"
    " plan_aspects=new_products"
)
DERIVED: dict[Metric, tuple[tuple[str, ...], Value]] = {
    Metric.TITLE_IS_TECH_INNOVATIVE: (("current_title", "title_valid"), True),
    Metric.TITLE_IS_SPECIALIZED: (("current_title", "title_valid"), True),
    Metric.TITLE_IS_LITTLE_GIANT: (("current_title", "title_valid"), True),
    Metric.RD_TOTAL_2Y: (("rd_y1", "rd_y2"), Decimal(17)),
    Metric.RD_SHARE_Y1: (("rd_y1", "revenue_y1"), Share(Decimal(8), Decimal(3))),
    Metric.RD_SHARE_Y2: (("rd_y2", "revenue_y2"), Share(Decimal(9), Decimal(4))),
    Metric.REVENUE_CAGR_2Y: (("revenue_y1", "revenue_y3"), CompoundGrowth(Decimal(3), Decimal(5))),
}


def without(names: Iterable[str]) -> Profile:
    """Return the full answers with the named ones left open."""
    unanswered: dict[str, Any] = dict.fromkeys(names)
    return replace(FULL, **unanswered)


@pytest.mark.parametrize("metric", Metric)
def test_a_metric_is_measured_from_the_answers_it_names(metric: Metric) -> None:
    answer = getattr(FULL, metric.value, None)
    assert (inputs(metric), measure(FULL, metric).value) == DERIVED.get(
        metric, ((metric.value,), answer)
    )


@pytest.mark.parametrize("metric", Metric)
def test_a_metric_is_unknown_without_any_one_of_its_answers(metric: Metric) -> None:
    for name in inputs(metric):
        measurement = measure(without([name]), metric)
        assert (measurement.value, measurement.reason) == (None, "")


@pytest.mark.parametrize("metric", Metric)
def test_no_other_answer_changes_a_metric(metric: Metric) -> None:
    others = {field.name for field in QUESTIONS} - set(inputs(metric)) - {"application_type"}
    assert measure(without(others), metric) == measure(FULL, metric)


@pytest.mark.parametrize("title", CurrentTitle)
@pytest.mark.parametrize(
    ("metric", "lowest"),
    [
        (Metric.TITLE_IS_TECH_INNOVATIVE, CurrentTitle.TECH_INNOVATIVE),
        (Metric.TITLE_IS_SPECIALIZED, CurrentTitle.SPECIALIZED),
        (Metric.TITLE_IS_LITTLE_GIANT, CurrentTitle.LITTLE_GIANT),
    ],
)
def test_a_higher_title_counts_as_the_lower_one(
    metric: Metric, lowest: CurrentTitle, title: CurrentTitle
) -> None:
    order = list(CurrentTitle)
    held = measure(replace(FULL, current_title=title), metric).value
    assert held is (order.index(title) >= order.index(lowest))


# Shares


@pytest.mark.parametrize(
    ("part", "whole", "threshold", "side"),
    [
        ("3", "100", "3", 0),
        ("2.99", "100", "3", -1),
        ("3.01", "100", "3", 1),
        ("299.99", "10000", "3", -1),
        ("0.03", "1", "3", 0),
        ("0", "0.01", "0", 0),
        ("0", "0.01", "0.0001", -1),
        ("1", "3", "33.3333", 1),
        ("1", "3", "33.3334", -1),
        ("12.5", "0.5", "2500", 0),
        ("7", "0.25", "2799.9999", 1),
        ("999999999999999.99", "999999999999999.98", "100", 1),
        ("999999999999999.98", "999999999999999.99", "100", -1),
    ],
)
def test_a_share_is_compared_without_dividing(
    part: str, whole: str, threshold: str, side: int
) -> None:
    assert Share(Decimal(part), Decimal(whole)).compare(Decimal(threshold)) == side


@pytest.mark.parametrize(
    ("part", "whole", "scale", "expected"),
    [
        ("3", "100", 1, 3),
        ("2.99", "100", 1, 2),
        ("1", "3", 1, 33),
        ("1", "3", 10_000, 333_333),
        ("2", "3", 10_000, 666_666),
        ("0", "3", 10_000, 0),
        ("0.5", "0.25", 10, 2_000),
        ("0.07", "2.5", 10_000, 28_000),
    ],
)
def test_a_share_is_scaled_and_rounded_down(
    part: str, whole: str, scale: int, expected: int
) -> None:
    assert Share(Decimal(part), Decimal(whole)).scaled_floor(scale) == expected


# Growth


@pytest.mark.parametrize(
    ("latest", "earliest", "threshold", "side"),
    [
        ("5512.5", "5000", "5", 0),
        ("5512.49", "5000", "5", -1),
        ("5512.51", "5000", "5", 1),
        ("5000", "4535.14", "5", 1),
        ("5000", "4535.15", "5", -1),
        ("100", "100", "0", 0),
        ("99.99", "100", "0", -1),
        ("0", "100", "0", -1),
        ("400", "100", "100", 0),
        ("102.01", "100", "1", 0),
        ("0.01", "999999999999999.99", "5", -1),
    ],
)
def test_growth_is_compared_without_a_root(
    latest: str, earliest: str, threshold: str, side: int
) -> None:
    growth = CompoundGrowth(Decimal(latest), Decimal(earliest))
    assert growth.compare(Decimal(threshold)) == side


@pytest.mark.parametrize(
    ("earliest", "threshold", "needed"),
    [("5000", "5", "5512.5"), ("100", "0", "100"), ("4535.15", "5", "5000.002875")],
)
def test_the_latest_figure_that_growth_needs_is_exact(
    earliest: str, threshold: str, needed: str
) -> None:
    growth = CompoundGrowth(Decimal(1), Decimal(earliest))
    assert growth.latest_needed(Decimal(threshold)) == Fraction(needed)


@pytest.mark.parametrize(
    ("latest", "earliest", "scale", "expected"),
    [
        ("5512.5", "5000", 1, 5),
        ("5512.49", "5000", 1, 4),
        ("5512.5", "5000", 10_000, 50_000),
        ("200", "100", 10_000, 414_213),
        ("100", "100", 10_000, 0),
        ("25", "100", 1, -50),
        ("24.99", "100", 1, -51),
        ("0", "100", 10_000, -1_000_000),
        ("1", "0.25", 10, 1_000),
    ],
)
def test_growth_is_scaled_and_rounded_down(
    latest: str, earliest: str, scale: int, expected: int
) -> None:
    assert CompoundGrowth(Decimal(latest), Decimal(earliest)).scaled_floor(scale) == expected
