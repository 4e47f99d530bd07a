"""Which tier is within an enterprise's reach, which it holds, and which lists are closed."""

from collections.abc import Mapping, Sequence

from policies.diagnosis.vocabulary import TierStatus
from policies.rules import Profile, RuleSet
from policies.vocabulary import ApplicationType, CurrentTitle

# Titles and tiers share their codes, lowest first.
LADDER = CurrentTitle.codes()


def tier_statuses(
    rule_sets: Sequence[RuleSet], profile: Profile, closed: Mapping[str, str]
) -> dict[str, TierStatus]:
    """Return where each rule set stands for an enterprise, by code.

    The target is the lowest tier above the title held that is not a closed list; in a review, the
    title under review. `closed` names the closed support lists by tier.
    """
    held = _rank_held(profile)
    is_review = profile.application_type == ApplicationType.REVIEW
    statuses: dict[str, TierStatus] = {}
    for rule_set in sorted(rule_sets, key=lambda rule_set: LADDER.index(rule_set.tier)):
        if rule_set.orientation:
            status = TierStatus.ORIENTATION
        elif not is_review and LADDER.index(rule_set.tier) <= held:
            status = TierStatus.HELD
        elif not is_review and rule_set.tier in closed:
            status = TierStatus.CLOSED
        elif TierStatus.TARGET in statuses.values():
            status = TierStatus.FURTHER
        else:
            status = TierStatus.TARGET
        statuses[rule_set.code] = status
    return statuses


def note_without_target(
    rule_sets: Sequence[RuleSet],
    statuses: Mapping[str, TierStatus],
    profile: Profile,
    closed: Mapping[str, str],
) -> str:
    """Return why no tier is within reach, in one plain sentence; empty where one is."""
    if TierStatus.TARGET in statuses.values():
        return ""
    if profile.application_type == ApplicationType.REVIEW:
        return _note_on_review(profile.current_title)
    closed_lists = [item for item in rule_sets if statuses[item.code] == TierStatus.CLOSED]
    if closed_lists:
        [nearest, *_] = closed_lists
        return f"您的称号往上只有{nearest.tier_name}支持名单：{closed[nearest.tier]}，仅供参考。"
    if statuses:
        return "这条梯度里没有更高的一级；下面是已有称号和支持名单的各项条件。"
    return "这一天没有适用的规则。"


def _note_on_review(title: CurrentTitle | None) -> str:
    if title in (None, CurrentTitle.NONE):
        return "复核只对已有称号的企业；请在“现有称号”里选出要复核的称号。"
    if title in (CurrentTitle.LITTLE_GIANT, CurrentTitle.KEY_LITTLE_GIANT):
        return "今年的小巨人复核规则未收录，请等当年通知。"
    return "省级复核规则未收录，请看本省通知。"


def _rank_held(profile: Profile) -> int:
    """Return the rank of the title in force; an unanswered or expired one counts as none."""
    if profile.current_title is None or profile.title_valid is False:
        return 0
    return LADDER.index(profile.current_title)
