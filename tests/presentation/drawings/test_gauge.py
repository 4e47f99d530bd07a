"""An answer beside its threshold: the picture never contradicts the verdict."""

from decimal import Decimal

import pytest

from policies.presentation.drawings.gauge import GAP, THRESHOLD_AT, Gauge, gauge_of

pytestmark = pytest.mark.once

# Answers against 5000: far, near, equal, beyond, hugely beyond.
ANSWERS = ("-20", "0", "2500", "4999.99", "5000", "5000.01", "7000", "99999999999")


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("is_strict", [False, True])
def test_only_an_answer_that_meets_touches_a_lower_threshold(answer: str, is_strict: bool) -> None:
    value, required = Decimal(answer), Decimal(5000)
    is_met = value > required if is_strict else value >= required
    drawn = gauge_of(value, required, is_limit=False, is_met=is_met)
    assert drawn is not None
    assert drawn.answer is not None
    assert 0 <= drawn.answer <= 100
    if is_met:
        assert drawn.answer >= drawn.threshold
    else:
        assert drawn.answer <= drawn.threshold - GAP


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("is_strict", [False, True])
def test_only_an_answer_that_fails_oversteps_a_limit(answer: str, is_strict: bool) -> None:
    value, required = Decimal(answer), Decimal(5000)
    is_met = value < required if is_strict else value <= required
    drawn = gauge_of(value, required, is_limit=True, is_met=is_met)
    assert drawn is not None
    assert drawn.answer is not None
    assert 0 <= drawn.answer <= 100
    if is_met:
        assert drawn.answer <= drawn.threshold
    else:
        assert drawn.answer >= drawn.threshold + GAP


def test_an_unknown_answer_leaves_the_threshold_alone() -> None:
    drawn = gauge_of(None, Decimal(5000), is_limit=False, is_met=False)
    assert drawn == Gauge(answer=None, threshold=THRESHOLD_AT)


def test_nothing_is_drawn_against_zero() -> None:
    assert gauge_of(Decimal(3), Decimal(0), is_limit=True, is_met=False) is None


def test_the_zone_runs_along_the_figures_that_meet() -> None:
    assert Gauge(50, 60).zone_end == 100
    assert Gauge(50, 60, is_limit=True).zone_end == 0
