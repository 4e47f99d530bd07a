"""Conditions, answers and gaps in the words of readers; no figure contradicts its verdict."""

from decimal import Decimal

from policies.formats import plain_number
from policies.rules.evaluation import ConditionAssessment
from policies.rules.figures import gap, money_gap, rounded
from policies.rules.metrics import CompoundGrowth, Share
from policies.rules.structure import Condition
from policies.vocabulary import Metric, Operator, Outcome


def requirement_text(condition: Condition) -> str:
    """Return a condition as readers see it: 上年度营业收入不低于5000万元."""
    metric, required = condition.metric, condition.required
    if isinstance(required, Decimal):
        return f"{metric.label}{condition.operator.label}{_with_unit(metric, required)}"
    if isinstance(required, frozenset):
        return f"{metric.label}{condition.operator.label}：{_named(metric, required)}"
    if condition.operator == Operator.NOT_EMPTY:
        return f"{metric.label}{condition.operator.label}"
    return metric.label if required else f"不{metric.label}"


def actual_text(assessment: ConditionAssessment) -> str:
    """Return the value that a condition saw: 4200万元, 2.9999%, 是; 未填 without one."""
    metric, value = assessment.condition.metric, assessment.value
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return _named(metric, value) or "都不是"
    if isinstance(value, Share | CompoundGrowth):
        return _with_unit(metric, _telling_digits(value, assessment.condition.required))
    return _with_unit(metric, value)


def gap_text(assessment: ConditionAssessment) -> str:
    """Return what is missing: 差800万元, 须超过50%, 研发费用再差0.01万元; empty unless failed."""
    if assessment.outcome != Outcome.NOT_MET:
        return ""
    condition = assessment.condition
    distance = gap(assessment)
    if distance is None:
        return f"须满足：{requirement_text(condition)}"
    money = money_gap(assessment)
    at_threshold = distance == 0 or money == 0
    if at_threshold and isinstance(condition.required, Decimal):
        return f"{condition.operator.label}{_with_unit(condition.metric, condition.required)}"
    if condition.operator in (Operator.AT_MOST, Operator.LESS_THAN):
        return f"高出{_with_unit(condition.metric, distance)}"
    if money is not None:
        wanted = "营收" if isinstance(assessment.value, CompoundGrowth) else "研发费用"
        return f"差{_with_unit(condition.metric, distance)}，{wanted}再差{plain_number(money)}万元"
    return f"差{_with_unit(condition.metric, distance)}"


def _telling_digits(value: Share | CompoundGrowth, required: object) -> Decimal:
    """Return the figure to two places, or as many as it takes to differ from the threshold."""
    places = 2
    shown = rounded(value, places)
    if not isinstance(required, Decimal) or value.compare(required) == 0:
        return shown
    while shown == required:
        places += 1
        shown = rounded(value, places)
    return shown


def _with_unit(metric: Metric, figure: Decimal) -> str:
    return f"{plain_number(figure)}{metric.unit or ''}"


def _named(metric: Metric, codes: frozenset[str]) -> str:
    options = metric.options or ()
    return "、".join(option.label for option in options if option.value in codes)
