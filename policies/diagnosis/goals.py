"""Which tier an enterprise prepares for, by the title it holds and what it wants."""

from dataclasses import dataclass

from policies.diagnosis.vocabulary import Goal
from policies.vocabulary import ApplicationType, CurrentTitle, TierCode

# Titles and tiers share their codes, lowest first.
LADDER = CurrentTitle.codes()
SHORT_NAMES = {
    TierCode.SPECIALIZED: "专精特新",
    TierCode.LITTLE_GIANT: "小巨人",
    TierCode.KEY_LITTLE_GIANT: "重点小巨人",
}
REVIEWED = (CurrentTitle.SPECIALIZED, CurrentTitle.LITTLE_GIANT, CurrentTitle.KEY_LITTLE_GIANT)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the 诊断表 decides for an enterprise: a tier to apply for, a review, or neither."""

    title: CurrentTitle
    """The title that it holds, in force or not."""
    goal: Goal
    """One that has a meaning for the title."""
    tier: TierCode | None
    """The tier whose criteria decide; None where everything is looked at."""
    reason: str = ""
    """Why it is another than was asked for, in a sentence; empty where it is not."""

    @property
    def name(self) -> str:
        """What it is about, in a few characters: 重点小巨人, 小巨人复核, 全部条件."""
        if self.tier is None:
            return "全部条件"
        return SHORT_NAMES[self.tier] + ("复核" if self.goal == Goal.REVIEW else "")

    @property
    def application_type(self) -> ApplicationType:
        return ApplicationType.REVIEW if self.goal == Goal.REVIEW else ApplicationType.NEW


def goals_of(title: CurrentTitle) -> tuple[Goal, ...]:
    """Return the goals that have a meaning for who holds a title, in the order offered."""
    if title == CurrentTitle.KEY_LITTLE_GIANT:
        return Goal.REVIEW, Goal.LOOK
    if title == CurrentTitle.LITTLE_GIANT:
        return Goal.KEY, Goal.REVIEW, Goal.LOOK
    return Goal.NEXT, Goal.KEY, *((Goal.REVIEW,) if title in REVIEWED else ()), Goal.LOOK


def aim_of(title: CurrentTitle, goal: Goal) -> Aim:
    """Return what to decide; a goal without a meaning for the title gives the nearest one."""
    if goal == Goal.LOOK:
        return Aim(title, goal, None)
    if title == CurrentTitle.KEY_LITTLE_GIANT:
        reason = "" if goal == Goal.REVIEW else "您已获支持：往后看绩效目标和到期复核。"
        return Aim(title, Goal.REVIEW, TierCode.LITTLE_GIANT, reason)
    if goal == Goal.REVIEW and title in REVIEWED:
        return Aim(title, goal, TierCode(title))
    if title == CurrentTitle.LITTLE_GIANT:
        return Aim(title, Goal.KEY, TierCode.KEY_LITTLE_GIANT)
    tier = TierCode.LITTLE_GIANT if title == CurrentTitle.SPECIALIZED else TierCode.SPECIALIZED
    if goal == Goal.KEY:
        reason = f"重点小巨人只从有效期内的小巨人里遴选，所以先准备{SHORT_NAMES[tier]}。"
    elif goal == Goal.REVIEW:
        reason = f"复核只对已有称号的企业，所以先看{SHORT_NAMES[tier]}。"
    else:
        reason = ""
    return Aim(title, Goal.NEXT if goal == Goal.REVIEW else goal, tier, reason)


def likely_goal(title: CurrentTitle | None) -> Goal:
    """Return the goal that a title suggests where none was posted."""
    return Goal.LOOK if title is None else goals_of(title)[0]


def suggested_aim(title: CurrentTitle | None, kind: ApplicationType) -> Aim:
    """Return what to decide for a title and kind of application where no goal was posted."""
    goal = Goal.REVIEW if kind == ApplicationType.REVIEW else likely_goal(title)
    return aim_of(title or CurrentTitle.NONE, goal)
