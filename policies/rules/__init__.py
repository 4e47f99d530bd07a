"""The rules: profile → metrics → conditions → outcome, in plain Python and exact arithmetic."""

from policies.rules.answers import Profile
from policies.rules.evaluation import (
    ConditionAssessment,
    CriterionAssessment,
    RuleSetAssessment,
    addresses,
    applicable,
    evaluate,
)
from policies.rules.structure import Condition, Criterion, Path, Required, RuleSet

__all__ = [
    "Condition",
    "ConditionAssessment",
    "Criterion",
    "CriterionAssessment",
    "Path",
    "Profile",
    "Required",
    "RuleSet",
    "RuleSetAssessment",
    "addresses",
    "applicable",
    "evaluate",
]
