"""Bars: in proportion, never longer than whole, never for a figure that is not there."""

from decimal import Decimal

import pytest

from policies.presentation.drawings.bars import Scale

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("figure", "length"),
    [
        ("600000", 100),
        ("300000", 50),
        ("140000", 23),
        ("3000", 1),
        ("0.01", 1),
        ("0", 0),
        ("600001", 100),
    ],
)
def test_a_bar_is_as_long_as_its_share_of_the_largest(figure: str, length: int) -> None:
    assert Scale(Decimal(600000)).length(Decimal(figure)) == length


def test_equal_figures_have_equal_bars() -> None:
    scale = Scale.of([Decimal("2000000"), Decimal("2000000.00")])
    assert scale.length(Decimal("2000000")) == scale.length(Decimal("2000000.00")) == 100


def test_a_missing_figure_has_no_bar() -> None:
    assert Scale.of([None, Decimal(5)]).length(None) is None


@pytest.mark.parametrize("figures", [[], [None], [Decimal(0)]])
def test_a_scale_without_figures_draws_nothing(figures: list[Decimal | None]) -> None:
    assert Scale.of(figures).length(Decimal(0)) == 0
