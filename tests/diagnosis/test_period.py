"""The form speaks of the year that an enterprise can still prepare for."""

from datetime import date

import pytest

from policies.models import ApplicationRound, SourceDocument, Tier
from policies.models.rounds import AccountingPeriod
from policies.vocabulary import NoticeState


@pytest.mark.parametrize(
    ("on", "period"),
    [
        (date(2026, 5, 1), AccountingPeriod(2026, 2025)),
        (date(2026, 6, 30), AccountingPeriod(2026, 2025)),
        (date(2026, 7, 1), AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)),
        (date(2026, 12, 31), AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)),
        (date(2027, 1, 1), AccountingPeriod(2027, 2026, is_estimate=True)),
    ],
)
def test_after_the_last_window_the_next_year_is_meant(
    closed_round: ApplicationRound, on: date, period: AccountingPeriod
) -> None:
    assert ApplicationRound.objects.period_on(on) == period


@pytest.mark.parametrize(
    ("notice_state", "is_estimate"),
    [(NoticeState.EXPECTED, True), (NoticeState.ISSUED, False)],
)
def test_a_stored_next_round_decides_the_years(
    closed_round: ApplicationRound,
    little_giant: Tier,
    source: SourceDocument,
    notice_state: NoticeState,
    is_estimate: bool,
) -> None:
    ApplicationRound.objects.create(
        tier=little_giant,
        code="next",
        application_year=2027,
        batch_name="第九批",
        notice_state=notice_state,
        last_accounting_year=2026,
        source=source,
    )
    period = ApplicationRound.objects.period_on(date(2027, 4, 1))
    assert period == AccountingPeriod(2027, 2026, is_estimate=is_estimate)


def test_without_any_round_the_last_full_year_is_asked(little_giant: Tier) -> None:
    little_giant.rounds.all().delete()
    period = ApplicationRound.objects.period_on(date(2026, 11, 24))
    assert period == AccountingPeriod(2026, 2025, is_estimate=True)


def test_a_long_forgotten_round_does_not_hold_the_form_in_the_past(
    closed_round: ApplicationRound,
) -> None:
    assert ApplicationRound.objects.period_on(date(2030, 2, 1)).application_year == 2030


@pytest.mark.parametrize(
    ("label", "with_the_years"),
    [
        ("上年度营业收入", "2026年（预计）营业收入"),
        ("前一年度营业收入", "2025年营业收入"),
        ("再前一年度营业收入", "2024年营业收入"),
        ("上年末资产负债率", "2026年末（预计）资产负债率"),
        ("近两年新增股权投资", "近两年（2025、2026年）新增股权投资"),
        ("近三年无偷漏税", "近三年无偷漏税"),
    ],
)
def test_labels_carry_the_years(period: AccountingPeriod, label: str, with_the_years: str) -> None:
    assert period.with_years(label) == with_the_years
