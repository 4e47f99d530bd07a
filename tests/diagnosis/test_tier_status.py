"""Which rule set decides an aim, and where the others stand for the enterprise."""

from dataclasses import replace
from datetime import date

import pytest

from policies.diagnosis.assessment.assess import Assessment, assess
from policies.diagnosis.goals import aim_of, suggested_aim
from policies.diagnosis.vocabulary import Goal, TierStatus
from policies.models import ApplicationRound, RuleSet
from policies.models.rounds import AccountingPeriod
from policies.rules import Profile
from policies.vocabulary import CurrentTitle

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 24)
NEXT_YEAR = AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)


def assessed(
    title: CurrentTitle, goal: Goal, on: date = TODAY, *, valid: bool = True, year: int = 2027
) -> Assessment:
    profile = Profile(current_title=title, title_valid=valid)
    period = AccountingPeriod(year, year - 1, is_unfinished=on.year < year)
    return assess(profile, aim_of(title, goal), on, period)


@pytest.mark.parametrize(
    ("title", "goal", "target"),
    [
        (CurrentTitle.NONE, Goal.NEXT, "specialized-2026"),
        (CurrentTitle.NONE, Goal.LOOK, "specialized-2026"),
        (CurrentTitle.TECH_INNOVATIVE, Goal.KEY, "specialized-2026"),
        (CurrentTitle.SPECIALIZED, Goal.NEXT, "little-giant-2026"),
        (CurrentTitle.SPECIALIZED, Goal.KEY, "little-giant-2026"),
        (CurrentTitle.SPECIALIZED, Goal.LOOK, "little-giant-2026"),
        (CurrentTitle.LITTLE_GIANT, Goal.NEXT, "key-support-2024"),
        (CurrentTitle.LITTLE_GIANT, Goal.LOOK, "key-support-2024"),
        (CurrentTitle.KEY_LITTLE_GIANT, Goal.LOOK, None),
    ],
)
def test_the_aim_decides_whose_rules_lead_whether_or_not_the_list_is_closed(
    title: CurrentTitle, goal: Goal, target: str | None
) -> None:
    found = assessed(title, goal).target
    assert (found.rule_set.code if found else None) == target


def test_held_tiers_the_closed_list_and_the_owners_points_stand_apart() -> None:
    tiers = assessed(CurrentTitle.SPECIALIZED, Goal.NEXT).tiers
    assert {tier.result.rule_set.code: tier.status for tier in tiers} == {
        "specialized-2026": TierStatus.HELD,
        "little-giant-2026": TierStatus.TARGET,
        "key-support-2024": TierStatus.CLOSED,
        "key-owner-view": TierStatus.ORIENTATION,
    }


def test_an_expired_title_is_not_held() -> None:
    tiers = assessed(CurrentTitle.SPECIALIZED, Goal.NEXT, valid=False).tiers
    by_code = {tier.result.rule_set.code: tier.status for tier in tiers}
    assert by_code["specialized-2026"] == TierStatus.FURTHER


@pytest.mark.parametrize(
    ("on", "year", "status"),
    [
        (date(2026, 5, 1), 2026, TierStatus.TARGET),
        (TODAY, 2027, TierStatus.ENDED),
        (date(2027, 3, 1), 2027, TierStatus.ENDED),
    ],
)
def test_a_review_goes_by_the_rules_of_its_year_else_by_those_that_ended(
    on: date, year: int, status: TierStatus
) -> None:
    found = assessed(CurrentTitle.LITTLE_GIANT, Goal.REVIEW, on, year=year).standing(status)
    assert found is not None
    assert found.result.rule_set.code == "little-giant-2022"


def test_a_review_goes_by_a_rule_stored_for_its_year() -> None:
    former = RuleSet.objects.get(code="little-giant-2022")
    former.pk, former.code = None, "little-giant-review"
    former.effective_from, former.repealed_on = date(2027, 1, 1), None
    former.save()
    target = assessed(CurrentTitle.LITTLE_GIANT, Goal.REVIEW).standing(TierStatus.TARGET)
    assert target is not None
    assert target.result.rule_set.code == "little-giant-review"


def test_a_provincial_review_without_a_rule_says_whom_to_ask() -> None:
    assessment = assessed(CurrentTitle.SPECIALIZED, Goal.REVIEW)
    assert assessment.note == "省级复核规则未收录，请看本省通知。"
    assert assessment.target is None


def test_a_day_before_any_rule_says_so() -> None:
    assert assessed(CurrentTitle.NONE, Goal.NEXT, date(2020, 1, 1), year=2020).note == (
        "这一天没有适用的规则。"
    )


def test_without_a_period_that_of_the_day_counts(closed_round: ApplicationRound) -> None:
    profile = Profile(current_title=CurrentTitle.LITTLE_GIANT)
    aim = aim_of(CurrentTitle.LITTLE_GIANT, Goal.REVIEW)
    assert assess(profile, aim, TODAY) == assess(profile, aim, TODAY, NEXT_YEAR)


def test_what_was_posted_without_a_goal_has_the_aim_that_its_title_suggests() -> None:
    profile = Profile(current_title=CurrentTitle.LITTLE_GIANT)
    aim = suggested_aim(profile.current_title, profile.application_type)
    assert assess(profile, aim, TODAY, NEXT_YEAR).aim == aim
    assert replace(aim, reason="") == aim_of(CurrentTitle.LITTLE_GIANT, Goal.KEY)
