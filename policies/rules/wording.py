"""Conditions in the words of readers."""

from decimal import Decimal

from policies.formats import plain_number
from policies.rules.structure import Condition
from policies.vocabulary import Operator


def requirement_text(condition: Condition) -> str:
    """Return a condition as readers see it: 上年度营业收入不低于5000万元."""
    metric, required = condition.metric, condition.required
    if isinstance(required, Decimal):
        return f"{metric.label}{condition.operator.label}{plain_number(required)}{metric.unit}"
    if isinstance(required, frozenset) and metric.options is not None:
        named = "、".join(option.label for option in metric.options if option.value in required)
        return f"{metric.label}{condition.operator.label}：{named}"
    if condition.operator == Operator.NOT_EMPTY:
        return f"{metric.label}{condition.operator.label}"
    return metric.label if required else f"不{metric.label}"
