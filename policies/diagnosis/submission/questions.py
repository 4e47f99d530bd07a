"""What an adviser asks: only about ways that are still open, the cheapest first."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from policies.diagnosis.assessment.verdict import Gap, Verdict
from policies.models.rounds import AccountingPeriod
from policies.rules import ConditionAssessment, CriterionAssessment, PathAssessment
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.rules.figures import money_short_of
from policies.rules.metrics import CompoundGrowth, Share, inputs
from policies.rules.wording import SHORT_NAMES, figure_text
from policies.vocabulary import Outcome, Unit
from policies.vocabulary.formats import plain_number

WAYS_NAMED = 2


def questions_of(verdict: Verdict, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to ask: what closes the way, what is missing, what is open, what experts see."""
    result, period = verdict.result, verdict.period
    if result.exclusions:
        return tuple(f"{reason}，属实吗？{way}。" for reason, way in verdict.closed_by)
    gaps = sorted(verdict.gaps, key=lambda gap: (not _open_ways(gap.item), _cost_of(gap.item)))
    seen: set[str] = set()
    return (
        *(_of_gap(gap, period) for gap in gaps),
        *(text for item in result.open if (text := _of_open(item, answers, period, seen))),
        *(_of_experts(item) for item in result.for_experts),
    )


def _open_ways(item: CriterionAssessment) -> list[PathAssessment]:
    """Return the ways that may still hold, what takes fewest answers first."""
    ways = [path for path in item.paths if path.outcome == Outcome.UNKNOWN]
    return sorted(ways, key=lambda path: len(list(_unanswered(path))))


def _unanswered(path: PathAssessment) -> Iterator[ConditionAssessment]:
    return (item for item in path.conditions if item.outcome == Outcome.UNKNOWN)


def _of_gap(gap: Gap, period: AccountingPeriod) -> str:
    """Return the question about what is missing: 研发占比到6%，还是营收规模差800万元？"""
    open_ways = [path.path.exemption or path.open_requirement for path in _open_ways(gap.item)]
    if open_ways:
        return _dated(f"{gap.in_short}；{'，或'.join(open_ways)}，有没有？", period)
    failing = [path for path in gap.item.main_paths if path.failing]
    ways = ["、".join(map(_way, path.failing)) for path in sorted(failing, key=_cost)]
    named = list(dict.fromkeys(ways))[:WAYS_NAMED]
    if len(named) > 1:
        return _dated(f"{gap.title}：{'，还是'.join(named)}？", period)
    is_figure = bool(gap.figures)
    return f"{gap.in_short}：{'数字核对过吗' if is_figure else '具体是什么情形'}？"


def _way(item: ConditionAssessment) -> str:
    """Return what closing a gap takes: 研发占比到6%（研发再差92万元）, 营收规模差800万元."""
    if not isinstance(item.value, Share):
        return item.short_gap_text
    money = _money(item)
    beside = f"（再差{plain_number(money)}万元）" if money is not None else ""
    return f"{SHORT_NAMES[item.condition.metric]}到{figure_text(item.condition)}{beside}"


def _cost_of(item: CriterionAssessment) -> tuple[bool, Decimal]:
    """Return what the cheapest way of a criterion costs."""
    return min(map(_cost, item.shortfall), default=(True, Decimal(0)))


def _cost(path: PathAssessment) -> tuple[bool, Decimal]:
    """Return how much money closes a gap, behind it what money does not close."""
    amounts = [_money(item) for item in path.failing]
    known = [amount for amount in amounts if amount is not None]
    return len(known) < len(amounts), sum(known, Decimal(0))


def _money(item: ConditionAssessment) -> Decimal | None:
    """Return what a condition is short of in 万元."""
    required = item.condition.required
    if isinstance(item.value, Share | CompoundGrowth) and isinstance(required, Decimal):
        return money_short_of(item.value, required)
    return item.gap() if item.condition.metric.unit == Unit.WAN else None


def _of_open(
    item: CriterionAssessment,
    answers: Mapping[str, Any],
    period: AccountingPeriod,
    seen: set[str],
) -> str:
    """Return the question for what is not answered, empty where it is asked already."""
    ways = []
    for path in _open_ways(item):
        names = [name for each in _unanswered(path) for name in inputs(each.condition.metric)]
        new = [n for n in dict.fromkeys(names) if answers.get(n) is None and n not in seen]
        seen.update(new)
        if new:
            ways.append("、".join(QUESTIONS_BY_NAME[name].wording for name in new))
    return period.with_years(f"{'，或'.join(ways)}？") if ways else ""


def _of_experts(item: CriterionAssessment) -> str:
    criterion = item.criterion
    evidence = f"准备{criterion.evidence}" if criterion.evidence else ""
    return f"{criterion.title}：怎样说明？{evidence}"


def _dated(text: str, period: AccountingPeriod) -> str:
    return period.with_years(text).replace("（预计）", "")
