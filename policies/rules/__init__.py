"""The rules: profile → metrics → conditions → outcome, in plain Python and exact arithmetic."""

from policies.rules.answers import Profile
from policies.rules.evaluation import addresses, applicable, assess_criterion, evaluate
from policies.rules.results import (
    ConditionAssessment,
    CriterionAssessment,
    PathAssessment,
    RuleSetAssessment,
)
from policies.rules.structure import Condition, Criterion, Path, Required, RuleSet, Source

__all__ = [
    "Condition",
    "ConditionAssessment",
    "Criterion",
    "CriterionAssessment",
    "Path",
    "PathAssessment",
    "Profile",
    "Required",
    "RuleSet",
    "RuleSetAssessment",
    "Source",
    "addresses",
    "applicable",
    "assess_criterion",
    "evaluate",
]
