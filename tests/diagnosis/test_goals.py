"""What each title may want, and which questions decide it."""

from datetime import date

import pytest

from policies.diagnosis.form.asked import asked_names
from policies.diagnosis.goals import aim_of
from policies.diagnosis.vocabulary import Goal
from policies.vocabulary import CurrentTitle, TierCode

ON = date(2026, 11, 29)
NONE, TECH, SPECIALIZED, LITTLE, KEY = CurrentTitle


@pytest.mark.parametrize(
    ("title", "goal", "tier", "decided"),
    [
        (NONE, Goal.NEXT, TierCode.SPECIALIZED, Goal.NEXT),
        (TECH, Goal.NEXT, TierCode.SPECIALIZED, Goal.NEXT),
        (SPECIALIZED, Goal.NEXT, TierCode.LITTLE_GIANT, Goal.NEXT),
        (LITTLE, Goal.NEXT, TierCode.KEY_LITTLE_GIANT, Goal.KEY),
        (LITTLE, Goal.KEY, TierCode.KEY_LITTLE_GIANT, Goal.KEY),
        (NONE, Goal.KEY, TierCode.SPECIALIZED, Goal.KEY),
        (SPECIALIZED, Goal.KEY, TierCode.LITTLE_GIANT, Goal.KEY),
        (KEY, Goal.KEY, TierCode.LITTLE_GIANT, Goal.REVIEW),
        (KEY, Goal.REVIEW, TierCode.LITTLE_GIANT, Goal.REVIEW),
        (LITTLE, Goal.REVIEW, TierCode.LITTLE_GIANT, Goal.REVIEW),
        (SPECIALIZED, Goal.REVIEW, TierCode.SPECIALIZED, Goal.REVIEW),
        (TECH, Goal.REVIEW, TierCode.SPECIALIZED, Goal.NEXT),
        (NONE, Goal.LOOK, None, Goal.LOOK),
    ],
)
def test_a_title_and_a_goal_decide_a_tier(
    title: CurrentTitle, goal: Goal, tier: TierCode | None, decided: Goal
) -> None:
    aim = aim_of(title, goal)
    assert (aim.tier, aim.goal) == (tier, decided)
    # Who gets something else than asked for is told why.
    is_as_asked = goal == Goal.NEXT or (
        goal == decided == aim.goal and (goal != Goal.KEY or tier == TierCode.KEY_LITTLE_GIANT)
    )
    assert bool(aim.reason) != is_as_asked


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "goal", "most"),
    [(LITTLE, Goal.KEY, 8), (SPECIALIZED, Goal.NEXT, 15), (TECH, Goal.NEXT, 15)],
)
def test_only_what_decides_is_asked_and_the_rest_may_be_answered(
    seeded: None, title: CurrentTitle, goal: Goal, most: int
) -> None:
    names, more = asked_names(aim_of(title, goal), ON)
    assert not set(names) & set(more)
    beside = {
        "title_valid", "industry", "employees", "revenue_y2", "revenue_y3", "rd_y2",
        "national_award", "provincial_award", "provincial_rd_centre", "domestic_rank",
    }  # fmt: skip
    assert len(set(names) - beside) <= most
    if title == LITTLE:
        assert set(names) - beside == {
            "title_year", "plan_aspects", "plan_investment", "listed", "funded_before",
            "clean_record", "tax_clean", "product_fields",
        }  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
def test_a_goal_without_rules_asks_everything(seeded: None) -> None:
    for title, goal in ((LITTLE, Goal.LOOK), (SPECIALIZED, Goal.REVIEW)):
        names, more = asked_names(aim_of(title, goal), ON)
        assert "revenue_y1" in names
        assert more == ()
