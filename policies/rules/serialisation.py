"""Assessments as plain data, in the shape that `manage.py assess` and the open data promise."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from policies.rules.results import ConditionAssessment, CriterionAssessment, RuleSetAssessment
from policies.rules.structure import plain


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
        "source": assessment.rule_set.source.key,
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
        "required": plain(condition.required, condition.metric),
        "unit": condition.metric.unit,
        "actual": plain(assessment.actual, condition.metric),
        "outcome": assessment.outcome,
        "gap": plain(assessment.gap(), condition.metric),
        "exemption": assessment.exemption or None,
    }
