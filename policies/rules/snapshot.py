"""An assessment as plain data: the rules of its day, and beside them the verdicts.

Read back it is the same tree, whatever has become of the stored rules.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cattrs.preconf.json import make_converter

from policies.rules.metrics import CompoundGrowth, Share, Value
from policies.rules.results import (
    ConditionAssessment,
    CriterionAssessment,
    PathAssessment,
    RuleSetAssessment,
)
from policies.rules.structure import Criterion, Required, RuleSet
from policies.vocabulary import Outcome, RuleSetOutcome

# What stands at its default is not stored.
CONVERTER = make_converter(omit_if_default=True)


def snapshot_of(assessment: RuleSetAssessment) -> dict[str, Any]:
    return {
        "rule_set": CONVERTER.unstructure(assessment.rule_set),
        "outcome": assessment.outcome.value,
        "criteria": [
            {
                "outcome": item.outcome.value,
                "via": item.via,
                "reason": item.reason,
                "paths": [path.outcome.value for path in item.paths],
                "conditions": [
                    {
                        "value": _value_as_json(condition.value),
                        "outcome": condition.outcome.value,
                        "reason": condition.reason,
                    }
                    for condition in item.conditions
                ],
            }
            for item in assessment.criteria
        ],
    }


def assessment_from(data: Mapping[str, Any]) -> RuleSetAssessment:
    rule_set = CONVERTER.structure(data["rule_set"], RuleSet)
    return RuleSetAssessment(
        rule_set,
        RuleSetOutcome(data["outcome"]),
        tuple(
            _criterion_from(criterion, seen)
            for criterion, seen in zip(rule_set.criteria, data["criteria"], strict=True)
        ),
    )


def _criterion_from(criterion: Criterion, data: Mapping[str, Any]) -> CriterionAssessment:
    conditions = tuple(
        ConditionAssessment(
            condition,
            _value_from_json(seen["value"]),
            Outcome(seen["outcome"]),
            seen["reason"],
            exemption,
        )
        for condition, exemption, seen in zip(
            criterion.conditions, criterion.exemptions, data["conditions"], strict=True
        )
    )
    paths = tuple(
        PathAssessment(path, Outcome(outcome), tuple(conditions[place] for place in places))
        for path, places, outcome in zip(
            criterion.paths, criterion.places, data["paths"], strict=True
        )
    )
    outcome = Outcome(data["outcome"])
    return CriterionAssessment(criterion, outcome, data["via"], data["reason"], conditions, paths)


def _value_as_json(value: Value) -> Any:
    match value:
        case Decimal():
            return str(value)
        case frozenset():
            return sorted(value)
        case Share():
            return {"part": str(value.part), "whole": str(value.whole)}
        case CompoundGrowth():
            return {"latest": str(value.latest), "earliest": str(value.earliest)}
    return value


def _value_from_json(data: Any) -> Any:
    match data:
        case str():
            return Decimal(data)
        case list():
            return frozenset(data)
        case {"part": part, "whole": whole}:
            return Share(Decimal(part), Decimal(whole))
        case {"latest": latest, "earliest": earliest}:
            return CompoundGrowth(Decimal(latest), Decimal(earliest))
    return data


# By predicates: a union is none of the converter's classes.
CONVERTER.register_unstructure_hook_func(lambda kind: kind == Required, _value_as_json)
CONVERTER.register_structure_hook_func(
    lambda kind: kind == Required, lambda data, _: _value_from_json(data)
)
