"""Stretches of time: what a text or two dates say, and nothing that they do not say."""

from datetime import date

import pytest

from policies.presentation.drawings.calendar import MONTH, SHORTEST, WIDTH, Axis, Span, recurring

pytestmark = pytest.mark.once

YEAR_2026 = Axis(2026, 2026)


@pytest.mark.parametrize(
    ("period", "span"),
    [
        ("1-3月", Span(0, 3 * MONTH)),
        ("7月", Span(6 * MONTH, MONTH)),
        ("12月", Span(11 * MONTH, MONTH)),
        ("3月底前", Span(3 * MONTH - SHORTEST, SHORTEST)),
        ("5月31日前", Span(5 * MONTH - SHORTEST, SHORTEST)),
        ("第二季度", Span(3 * MONTH, 3 * MONTH)),
        ("第三季度起", Span(6 * MONTH, WIDTH - 6 * MONTH, is_open=True)),
        ("13月", None),
        ("6-4月", None),
        ("2月30日前", None),
        ("13月底前", None),
        ("不定期", None),
        ("约4月", None),
        ("", None),
    ],
)
def test_a_text_is_drawn_only_as_what_it_says(period: str, span: Span | None) -> None:
    assert recurring(period) == span


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "span"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), Span(3 * MONTH, MONTH)),
        (date(2026, 1, 1), date(2026, 12, 31), Span(0, WIDTH)),
        (date(2026, 1, 1), None, Span(0, SHORTEST)),
        (None, date(2026, 12, 31), Span(WIDTH - SHORTEST, SHORTEST)),
        (None, None, None),
    ],
)
def test_a_window_takes_both_its_ends(
    opens_on: date | None, closes_on: date | None, span: Span | None
) -> None:
    assert YEAR_2026.span(opens_on, closes_on) == span


def test_a_window_over_new_year_lies_on_two_years() -> None:
    axis = Axis.around([date(2026, 12, 1), None, date(2027, 1, 31)])
    assert axis == Axis(2026, 2027)
    assert axis.span(date(2026, 12, 1), date(2027, 1, 31)) == Span(WIDTH * 11 // 24, MONTH)
    assert axis.labels == [(0, "2026年"), (90, "7月"), (180, "2027年"), (270, "7月")]


def test_a_year_is_labelled_by_its_quarters() -> None:
    assert YEAR_2026.labels == [(0, "1月"), (90, "4月"), (180, "7月"), (270, "10月")]


def test_without_a_day_there_is_no_axis() -> None:
    assert Axis.around([None]) is None


def test_a_day_outside_the_axis_has_no_place() -> None:
    assert YEAR_2026.place(date(2026, 7, 1)) == 6 * MONTH
    assert YEAR_2026.place(date(2027, 1, 1)) is None
