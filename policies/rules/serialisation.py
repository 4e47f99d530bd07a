"""Assessments as plain data, in the shape that `manage.py assess` and the open data promise."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from policies.rules.evaluation import ConditionAssessment, CriterionAssessment, RuleSetAssessment
from policies.rules.figures import actual, gap
from policies.rules.structure import Condition, RuleSet
from policies.vocabulary import Metric
from policies.vocabulary.formats import plain_number


def assessment_data(assessments: Iterable[RuleSetAssessment], as_of: date) -> dict[str, Any]:
    """Return assessments as JSON takes them; decimals are plain strings, sets are lists."""
    return {
        "as_of": as_of.isoformat(),
        "rule_sets": [_rule_set_data(assessment) for assessment in assessments],
    }


def fingerprint(rule_set: RuleSet) -> str:
    """Return eight characters that change whenever a rule set would judge differently."""
    content = [
        (
            criterion.code,
            criterion.review,
            [
                (path.exemption, [_condition_key(condition) for condition in path.conditions])
                for path in criterion.paths
            ],
        )
        for criterion in rule_set.criteria
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:8]


def required_text(condition: Condition) -> str:
    """Return what a condition requires as one plain text: 5000, true, core_parts,key_software."""
    required = plain(condition.required, condition.metric)
    if isinstance(required, list):
        return ",".join(required)
    return str(required).lower() if isinstance(required, bool) else str(required or "")


def _condition_key(condition: Condition) -> tuple[str, str, str]:
    return condition.metric, condition.operator, required_text(condition)


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
        "required": plain(condition.required, condition.metric),
        "unit": condition.metric.unit,
        "actual": plain(actual(assessment), condition.metric),
        "outcome": assessment.outcome,
        "gap": plain(gap(assessment), condition.metric),
        "exemption": assessment.exemption or None,
    }


def plain(value: Decimal | bool | frozenset[str] | None, metric: Metric) -> Any:
    """Return a value as JSON takes it: a decimal as plain text, a set as a list in order."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    return [code for code in (metric.options.codes() if metric.options else ()) if code in value]
