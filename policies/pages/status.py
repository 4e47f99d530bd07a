"""The first screen of a tier: whether one may apply now, how much, and who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from policies.models import ApplicationRound, Edition, RuleSet, SupportMeasure, Tier
from policies.vocabulary import RoundState, SourceKind, SupportGroup
from policies.vocabulary.formats import date_text

FRESH = timedelta(days=14)  # for how long the day of the last look stands for today
SHORTEST = 2  # figures of a rule set that the first screen names


@dataclass(frozen=True)
class Status:
    """What stands above everything else on a tier's page."""

    answer: tuple[str, str]
    details: list[str]
    money: list[SupportMeasure]
    """The central money; where there is a pair, the documents' measure before the owner's."""
    who: list[str]
    has_reviews: bool

    @classmethod
    def of(
        cls,
        tier: Tier,
        rounds: Sequence[ApplicationRound],
        measures: Sequence[SupportMeasure],
        rule_sets: Sequence[RuleSet],
        edition: Edition,
    ) -> Self:
        return cls(
            _answer(rounds, edition.day),
            list(_details(tier, rounds, edition.day)),
            central_money(measures),
            list(_who(tier, rule_sets)),
            any(rule_set.for_reviews for rule_set in rule_sets),
        )


def _answer(rounds: Sequence[ApplicationRound], today: date) -> tuple[str, str]:
    states = {round.state: round for round in reversed(rounds)}
    if current := states.get(RoundState.OPEN):
        ends = [window.closes_on for window in current.windows.all() if window.closes_on]
        return "正在受理，", f"{_short(max(ends), today)}截止" if ends else "请看通知"
    if announced := states.get(RoundState.ANNOUNCED):
        starts = [window.opens_on for window in announced.windows.all() if window.opens_on]
        ahead = min((day for day in starts if day >= today), default=None)
        return "通知已发，", f"{_short(ahead, today)}开始" if ahead else "日期看通知"
    return ("现在没有申报窗口，", "可以先准备") if rounds else ("各省自己组织，", "看本省通知")


def _details(tier: Tier, rounds: Sequence[ApplicationRound], today: date) -> "list[str]":
    closed = next((row for row in rounds if row.state == RoundState.CLOSED), None)
    expected = next((row for row in rounds if row.state == RoundState.EXPECTED), None)
    ended = [closed.state_text or f"{closed.batch_name}已截止"] if closed else []
    looked = [_last_look(expected, today)] if expected else []
    details = ["；".join([*ended, *looked])] if ended or looked else []
    polled = [window for window in closed.windows.all() if window.opens_on] if closed else []
    if tier.is_support_list and polled:
        first = min(polled, key=lambda window: window.opens_on or today)
        day = _short(first.opens_on or today, today)
        details.append(f"有的地方先摸底：上一批{day}{first.title}。现在就问市、区工信部门")
    return details


def _last_look(expected: ApplicationRound, today: date) -> str:
    looked = expected.state_checked_on
    if looked and today - looked <= FRESH:
        return f"截至{_short(looked, today)}未见{expected.batch_name}通知"
    last = f"最近一次查看{date_text(looked)}，" if looked else ""
    return f"{last}请先看工信部和本省通知"


def _short(day: date, today: date) -> str:
    text = date_text(day)
    return text.removeprefix(f"{today.year}年")


def central_money(measures: Sequence[SupportMeasure]) -> list[SupportMeasure]:
    """Return the pair of the documents' and the owner's measure, else the amounts, else a word."""
    central = [measure for measure in measures if measure.group == SupportGroup.CENTRAL_FINANCE]
    amounts = [measure for measure in central if measure.amount_text] or central[:1]
    # What the owner states, or has decided, is the side of a pair that comes last.
    return sorted(amounts, key=lambda m: m.source.kind == SourceKind.OWNER or bool(m.decided_on))


def _who(tier: Tier, rule_sets: Sequence[RuleSet]) -> "list[str]":
    if tier.prerequisite:
        note = f"，{tier.prerequisite_note}" if tier.prerequisite_note else ""
        who = [f"{tier.prerequisite.short_name}{note}"]
    else:
        who = [tier.meaning]
    for rule_set in rule_sets:
        if rule_set.for_new_applications and not rule_set.orientation:
            conditions = [
                condition.text
                for criterion in rule_set.criteria
                for path in criterion.main_paths
                for condition in path.conditions.all()
                if condition.threshold is not None
            ]
            who += conditions if len(conditions) < SHORTEST else ["认定条件都要达到"]
    return who if tier.is_support_list else [*who, f"由{tier.recognised_by}认定"]
