"""Which tier is shown first, which are held, which lists are closed, and what a review says."""

from dataclasses import replace
from datetime import date

import pytest

from policies.diagnosis.assessment.assess import assess
from policies.diagnosis.vocabulary import TierStatus
from policies.models import ApplicationRound, RoundWindow, Tier
from policies.rules import Profile
from policies.vocabulary import ApplicationType, CurrentTitle, NoticeState, TierCode

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 24)


def statuses(profile: Profile, on: date = TODAY) -> dict[str, TierStatus]:
    return {tier.result.rule_set.code: tier.status for tier in assess(profile, on).tiers}


@pytest.mark.parametrize(
    ("title", "target"),
    [
        (None, "specialized-2026"),
        (CurrentTitle.NONE, "specialized-2026"),
        (CurrentTitle.TECH_INNOVATIVE, "specialized-2026"),
        (CurrentTitle.SPECIALIZED, "little-giant-2026"),
        (CurrentTitle.LITTLE_GIANT, None),
        (CurrentTitle.KEY_LITTLE_GIANT, None),
    ],
)
def test_the_lowest_open_tier_above_the_title_is_within_reach(
    title: CurrentTitle | None, target: str | None
) -> None:
    found = assess(Profile(current_title=title, title_valid=True), TODAY).target
    assert (found.rule_set.code if found else None) == target


def test_an_expired_title_is_not_held() -> None:
    profile = Profile(current_title=CurrentTitle.SPECIALIZED, title_valid=False)
    assert statuses(profile)["specialized-2026"] == TierStatus.TARGET
    assert statuses(profile)["little-giant-2026"] == TierStatus.FURTHER


def test_held_tiers_the_closed_list_and_the_owners_points_stand_apart() -> None:
    profile = Profile(current_title=CurrentTitle.SPECIALIZED, title_valid=True)
    assert statuses(profile) == {
        "specialized-2026": TierStatus.HELD,
        "little-giant-2026": TierStatus.TARGET,
        "key-support-2024": TierStatus.CLOSED,
        "key-owner-view": TierStatus.ORIENTATION,
    }


def test_a_little_giant_reads_that_the_list_above_is_closed() -> None:
    profile = Profile(current_title=CurrentTitle.LITTLE_GIANT, title_valid=True)
    note = assess(profile, TODAY).note
    assert "2024至2026年三批遴选已结束，仅供参考" in note


def test_an_open_round_brings_the_list_within_reach() -> None:
    tier = Tier.objects.get(code=TierCode.KEY_LITTLE_GIANT)
    ApplicationRound.objects.filter(code="key-little-giant-next").update(
        tier=tier, notice_state=NoticeState.ISSUED
    )
    row = ApplicationRound.objects.get(code="key-little-giant-next")
    RoundWindow.objects.create(
        round=row, position=9, title="填报", opens_on=TODAY, closes_on=TODAY, source=row.source
    )
    profile = Profile(current_title=CurrentTitle.LITTLE_GIANT, title_valid=True)
    assert statuses(profile)["key-support-2024"] == TierStatus.TARGET


REVIEW = Profile(application_type=ApplicationType.REVIEW, title_valid=True)


@pytest.mark.parametrize(
    ("title", "on", "note"),
    [
        (None, TODAY, "请在“现有称号”里选出要复核的称号"),
        (CurrentTitle.NONE, TODAY, "请在“现有称号”里选出要复核的称号"),
        (CurrentTitle.TECH_INNOVATIVE, TODAY, "省级复核规则未收录，请看本省通知"),
        (CurrentTitle.SPECIALIZED, TODAY, "省级复核规则未收录，请看本省通知"),
        (CurrentTitle.LITTLE_GIANT, date(2027, 1, 1), "请等当年通知"),
        (CurrentTitle.KEY_LITTLE_GIANT, date(2027, 1, 1), "请等当年通知"),
    ],
)
def test_a_review_without_a_stored_rule_gets_a_plain_sentence_and_no_verdict(
    title: CurrentTitle | None, on: date, note: str
) -> None:
    assessment = assess(replace(REVIEW, current_title=title), on)
    assert note in assessment.note
    assert assessment.tiers == ()


@pytest.mark.parametrize("title", [CurrentTitle.LITTLE_GIANT, CurrentTitle.KEY_LITTLE_GIANT])
def test_a_holder_is_reviewed_by_the_2022_standard_to_the_end_of_2026(title: CurrentTitle) -> None:
    assessment = assess(replace(REVIEW, current_title=title), date(2026, 12, 31))
    assert [tier.result.rule_set.code for tier in assessment.tiers] == ["little-giant-2022"]
    assert assessment.target is not None
    assert assessment.note == ""


def test_a_day_before_any_rule_says_so() -> None:
    assessment = assess(Profile(), date(2020, 1, 1))
    assert assessment.note == "这一天没有适用的规则。"
