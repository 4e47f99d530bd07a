"""Assessments as plain data, in the shape that `manage.py assess` and the open data promise."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from policies.formats import plain_number
from policies.rules.evaluation import ConditionAssessment, CriterionAssessment, RuleSetAssessment
from policies.rules.figures import actual, gap
from policies.vocabulary import Metric


def assessment_data(assessments: Iterable[RuleSetAssessment], as_of: date) -> dict[str, Any]:
    """Return assessments as JSON takes them; decimals are plain strings, sets are lists."""
    return {
        "as_of": as_of.isoformat(),
        "rule_sets": [_rule_set_data(assessment) for assessment in assessments],
    }


def _rule_set_data(assessment: RuleSetAssessment) -> dict[str, Any]:
    return {
        "code": assessment.rule_set.code,
        "tier": assessment.rule_set.tier,
        "source": assessment.rule_set.source,
        "outcome": assessment.outcome,
        "counts": assessment.counts,
        "criteria": [_criterion_data(criterion) for criterion in assessment.criteria],
    }


def _criterion_data(assessment: CriterionAssessment) -> dict[str, Any]:
    return {
        "code": assessment.criterion.code,
        "outcome": assessment.outcome,
        "via": assessment.via or None,
        "reason": assessment.reason or None,
        "conditions": [_condition_data(condition) for condition in assessment.conditions],
    }


def _condition_data(assessment: ConditionAssessment) -> dict[str, Any]:
    condition = assessment.condition
    return {
        "metric": condition.metric,
        "op": condition.operator,
        "required": _plain(condition.required, condition.metric),
        "unit": condition.metric.unit,
        "actual": _plain(actual(assessment), condition.metric),
        "outcome": assessment.outcome,
        "gap": _plain(gap(assessment), condition.metric),
        "exemption": assessment.exemption or None,
    }


def _plain(value: Decimal | bool | frozenset[str] | None, metric: Metric) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    return [code for code in (metric.options.codes() if metric.options else ()) if code in value]
