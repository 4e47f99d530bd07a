"""Which rule sets speak of an enterprise's aim, and where the others stand for it."""

from collections.abc import Iterable, Mapping
from datetime import date

from policies.diagnosis.goals import LADDER, Aim, aim_of, likely_goal
from policies.diagnosis.vocabulary import Goal, TierStatus
from policies.rules import Profile, RuleSet, addresses, applicable
from policies.vocabulary import CurrentTitle, TierCode


def tier_statuses(
    known: Iterable[RuleSet],
    profile: Profile,
    aim: Aim,
    on: date,
    year: int,
    closed: Mapping[str, str],
) -> dict[str, tuple[RuleSet, TierStatus]]:
    """Return the rule sets that matter to an aim by code, and where each stands.

    `known` holds all that are published, `year` is the application year, `closed` names the closed
    support lists by tier. The target is the rule set of the aim's tier, its list closed or not;
    in a review the one of that year, else the one that ended.
    """
    sets, tier = tuple(known), tier_of(aim)
    today = applicable(sets, profile, on)
    then = _newest(applicable(sets, profile, date(year, 12, 31)), tier)
    special: dict[str, tuple[RuleSet, TierStatus]] = {}
    if aim.goal != Goal.REVIEW:
        target = _newest(today, tier) or then
        if target and then and then.effective_from > on:
            special[then.code] = then, TierStatus.LATER
    elif (target := then) is None:
        begun = (row for row in sets if row.effective_from <= on and addresses(row, profile))
        if ended := _newest(begun, tier):
            special[ended.code] = ended, TierStatus.ENDED
    if target:
        special[target.code] = target, TierStatus.TARGET
    held = LADDER.index(aim.title) if profile.title_valid is not False else 0
    return {row.code: (row, _beside(row, held, closed)) for row in today} | special


def tier_of(aim: Aim) -> TierCode | None:
    """Return the tier whose rules lead: where everything is looked at, the next one."""
    if aim.goal != Goal.LOOK or aim.title == CurrentTitle.KEY_LITTLE_GIANT:
        return aim.tier
    return aim_of(aim.title, likely_goal(aim.title)).tier


def _newest(rule_sets: Iterable[RuleSet], tier: TierCode | None) -> RuleSet | None:
    verdicts = (row for row in rule_sets if row.tier == tier and not row.orientation)
    return max(verdicts, key=lambda row: row.effective_from, default=None)


def _beside(rule_set: RuleSet, held: int, closed: Mapping[str, str]) -> TierStatus:
    if rule_set.orientation:
        return TierStatus.ORIENTATION
    if LADDER.index(rule_set.tier) <= held:
        return TierStatus.HELD
    return TierStatus.CLOSED if rule_set.tier in closed else TierStatus.FURTHER
