"""How far a failed figure is from its threshold; gaps are never shown smaller than they are."""

from decimal import Decimal

import pytest

from policies import rules
from policies.rules.figures import rounded
from policies.rules.metrics import CompoundGrowth, Share
from policies.vocabulary import Metric, Operator
from policies.vocabulary.formats import plain_number
from tests.rules.stored import assess_one, money_gap, profile

pytestmark = pytest.mark.once

AT_LEAST, AT_MOST = Operator.AT_LEAST, Operator.AT_MOST
MORE_THAN, LESS_THAN = Operator.MORE_THAN, Operator.LESS_THAN


def assessed(
    answers: str, metric: Metric, operator: Operator, threshold: str
) -> rules.ConditionAssessment:
    return assess_one(profile(answers), rules.Condition(metric, operator, Decimal(threshold)))


def text(figure: Decimal | None) -> str | None:
    """Return a figure as the contract prints it."""
    return None if figure is None else plain_number(figure)


# Rounding, for show only


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("1", "3", "33.3333"),
        ("2", "3", "66.6667"),
        ("1", "8", "12.5"),
        ("2.99995", "100", "3"),
        ("2.999949", "100", "2.9999"),
        ("0.00005", "100", "0.0001"),
        ("0.00004999", "100", "0"),
        ("299.99", "10000", "2.9999"),
        ("0", "1", "0"),
    ],
)
def test_a_share_is_rounded_half_up_to_four_places(part: str, whole: str, expected: str) -> None:
    assert text(rounded(Share(Decimal(part), Decimal(whole)))) == expected


@pytest.mark.parametrize(
    ("latest", "earliest", "expected"),
    [
        ("200", "100", "41.4214"),
        ("5512.5", "5000", "5"),
        ("100", "100", "0"),
        ("99.9999", "100", "-0.0001"),
        ("99.99999", "100", "0"),
        ("50", "100", "-29.2893"),
        ("0", "100", "-100"),
        ("1.000001000000250", "1", "0.0001"),
        ("1.00000099999", "1", "0"),
    ],
)
def test_growth_is_rounded_half_up_to_four_places(
    latest: str, earliest: str, expected: str
) -> None:
    assert text(rounded(CompoundGrowth(Decimal(latest), Decimal(earliest)))) == expected


@pytest.mark.parametrize(
    ("places", "expected"), [(0, "67"), (1, "66.7"), (2, "66.67"), (6, "66.666667")]
)
def test_a_figure_is_rounded_to_as_many_places_as_asked_for(places: int, expected: str) -> None:
    assert text(rounded(Share(Decimal(2), Decimal(3)), places)) == expected


def test_a_figure_of_many_digits_is_rounded_exactly() -> None:
    share = Share(Decimal("999999999999999.99"), Decimal("0.07"))
    assert str(rounded(share, 20)) == "1428571428571428557.14285714285714285714"


# The value that a condition saw


@pytest.mark.parametrize(
    ("answers", "metric", "required", "expected"),
    [
        ("revenue_y1=4200.50", Metric.REVENUE_Y1, Decimal(1), Decimal("4200.50")),
        ("rd_y1=2 revenue_y1=3", Metric.RD_SHARE_Y1, Decimal(1), Decimal("66.6667")),
        ("revenue_y1=2 revenue_y3=1", Metric.REVENUE_CAGR_2Y, Decimal(1), Decimal("41.4214")),
        ("listed=false", Metric.LISTED, False, False),
        ("chain_roles=", Metric.CHAIN_ROLES, frozenset({"fills_gap"}), frozenset()),
        ("", Metric.REVENUE_Y1, Decimal(1), None),
    ],
)
def test_the_value_is_as_answered_and_rounded_only_where_derived(
    answers: str, metric: Metric, required: rules.Required, expected: rules.Required
) -> None:
    one = rules.Condition(metric, AT_LEAST, required)
    seen = assess_one(profile(answers), one).actual
    assert seen == expected
    assert type(seen) is type(expected)


# Gaps


@pytest.mark.parametrize(
    ("answers", "metric", "operator", "threshold", "expected"),
    [
        ("revenue_y1=4200", Metric.REVENUE_Y1, AT_LEAST, "5000", "800"),
        ("revenue_y1=4999.99", Metric.REVENUE_Y1, AT_LEAST, "5000", "0.01"),
        ("revenue_y1=5000", Metric.REVENUE_Y1, AT_LEAST, "5000", None),
        ("", Metric.REVENUE_Y1, AT_LEAST, "5000", None),
        ("debt_ratio=80.5", Metric.DEBT_RATIO, AT_MOST, "75", "5.5"),
        ("debt_ratio=75", Metric.DEBT_RATIO, AT_MOST, "75", None),
        ("domestic_rank=5", Metric.DOMESTIC_RANK, AT_MOST, "3", "2"),
        ("class1_ip=3", Metric.CLASS1_IP, AT_LEAST, "4", "1"),
        ("plan_investment=2000", Metric.PLAN_INVESTMENT, MORE_THAN, "2000", "0"),
        ("plan_investment=1999", Metric.PLAN_INVESTMENT, MORE_THAN, "2000", "1"),
        ("revenue_y1=5000", Metric.REVENUE_Y1, LESS_THAN, "5000", "0"),
        ("revenue_y1=5001", Metric.REVENUE_Y1, LESS_THAN, "5000", "1"),
        ("rd_y1=100 rd_y2=100", Metric.RD_TOTAL_2Y, AT_LEAST, "1200", "1000"),
        ("rd_y1=2 revenue_y1=100", Metric.RD_SHARE_Y1, AT_LEAST, "3", "1"),
        ("rd_y1=3 revenue_y1=100", Metric.RD_SHARE_Y1, AT_LEAST, "3", None),
        ("rd_y1=2 revenue_y1=300", Metric.RD_SHARE_Y1, AT_LEAST, "3", "2.3334"),
        ("rd_y1=1 revenue_y1=300", Metric.RD_SHARE_Y1, AT_LEAST, "3", "2.6667"),
        ("rd_y1=1 revenue_y1=300", Metric.RD_SHARE_Y1, AT_LEAST, "3.00005", "2.6668"),
        ("rd_y1=299.99 revenue_y1=10000", Metric.RD_SHARE_Y1, AT_LEAST, "3", "0.0001"),
        ("rd_y1=0 revenue_y1=300", Metric.RD_SHARE_Y1, AT_LEAST, "3", "3"),
        ("rd_y1=3 revenue_y1=100", Metric.RD_SHARE_Y1, MORE_THAN, "3", "0"),
        ("rd_y1=4 revenue_y1=100", Metric.RD_SHARE_Y1, AT_MOST, "3", "1"),
        ("rd_y1=10 revenue_y1=300", Metric.RD_SHARE_Y1, AT_MOST, "3", "0.3334"),
        ("rd_y1=10 revenue_y1=300", Metric.RD_SHARE_Y1, AT_MOST, "3.00005", "0.3334"),
        ("rd_y1=3 revenue_y1=100", Metric.RD_SHARE_Y1, LESS_THAN, "3", "0"),
        ("revenue_y1=5000 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "5"),
        ("revenue_y1=5000 revenue_y3=4535.15", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "0.0001"),
        ("revenue_y1=2500 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "34.2894"),
        ("revenue_y1=2 revenue_y3=1", Metric.REVENUE_CAGR_2Y, AT_MOST, "5", "36.4214"),
        ("revenue_y1=0 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "105"),
    ],
)
def test_a_gap_is_the_distance_to_the_threshold_rounded_up_where_derived(
    answers: str, metric: Metric, operator: Operator, threshold: str, expected: str | None
) -> None:
    assert text(assessed(answers, metric, operator, threshold).gap()) == expected


@pytest.mark.parametrize(
    ("places", "short_of", "beyond"),
    [(0, "3", "1"), (1, "2.7", "0.4"), (6, "2.666667", "0.333334")],
)
def test_a_gap_is_rounded_up_to_as_many_places_as_asked_for(
    places: int, short_of: str, beyond: str
) -> None:
    low = assessed("rd_y1=1 revenue_y1=300", Metric.RD_SHARE_Y1, AT_LEAST, "3")
    high = assessed("rd_y1=10 revenue_y1=300", Metric.RD_SHARE_Y1, AT_MOST, "3")
    assert (text(low.gap(places)), text(high.gap(places))) == (short_of, beyond)


@pytest.mark.parametrize(
    ("answers", "one"),
    [
        ("listed=true", rules.Condition(Metric.LISTED, Operator.IS, False)),
        ("plan_aspects=", rules.Condition(Metric.PLAN_ASPECTS, Operator.NOT_EMPTY, None)),
        (
            "chain_roles=",
            rules.Condition(Metric.CHAIN_ROLES, Operator.OVERLAPS, frozenset({"fills_gap"})),
        ),
    ],
)
def test_what_is_no_figure_has_no_gap(answers: str, one: rules.Condition) -> None:
    assessment = assess_one(profile(answers), one)
    assert assessment.outcome == "not_met"
    assert (assessment.gap(), money_gap(assessment)) == (None, None)


# Gaps in money


@pytest.mark.parametrize(
    ("answers", "metric", "operator", "threshold", "expected"),
    [
        ("rd_y1=120 revenue_y1=5000", Metric.RD_SHARE_Y1, AT_LEAST, "3", "30"),
        ("rd_y1=149.99 revenue_y1=5000", Metric.RD_SHARE_Y1, AT_LEAST, "3", "0.01"),
        ("rd_y2=0 revenue_y2=3333.33", Metric.RD_SHARE_Y2, AT_LEAST, "3", "100"),
        ("rd_y1=0 revenue_y1=3333.34", Metric.RD_SHARE_Y1, AT_LEAST, "3", "100.01"),
        ("rd_y1=150 revenue_y1=5000", Metric.RD_SHARE_Y1, AT_LEAST, "3", None),
        ("rd_y1=150", Metric.RD_SHARE_Y1, AT_LEAST, "3", None),
        ("rd_y1=150 revenue_y1=5000", Metric.RD_SHARE_Y1, MORE_THAN, "3", "0"),
        ("rd_y1=149 revenue_y1=5000", Metric.RD_SHARE_Y1, MORE_THAN, "3", "1"),
        ("rd_y1=200 revenue_y1=5000", Metric.RD_SHARE_Y1, AT_MOST, "3", None),
        ("revenue_y1=5000 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "512.5"),
        ("revenue_y1=5000 revenue_y3=4535.15", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "0.01"),
        ("revenue_y1=0 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", "5512.5"),
        ("revenue_y1=5512.5 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", None),
        ("revenue_y1=5512.5 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, MORE_THAN, "5", "0"),
        ("revenue_y1=9999 revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_MOST, "5", None),
        ("revenue_y1=4200", Metric.REVENUE_Y1, AT_LEAST, "5000", None),
        ("debt_ratio=80", Metric.DEBT_RATIO, AT_MOST, "75", None),
        ("class1_ip=3", Metric.CLASS1_IP, AT_LEAST, "4", None),
        ("revenue_y3=5000", Metric.REVENUE_CAGR_2Y, AT_LEAST, "5", None),
    ],
)
def test_shares_and_growth_are_solved_for_the_money_that_is_missing(
    answers: str, metric: Metric, operator: Operator, threshold: str, expected: str | None
) -> None:
    assert text(money_gap(assessed(answers, metric, operator, threshold))) == expected
