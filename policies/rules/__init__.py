"""The rules: profile → metrics → conditions → outcome, in plain Python and exact arithmetic."""

from policies.rules.structure import Condition, Criterion, Path, Required, RuleSet

__all__ = ["Condition", "Criterion", "Path", "Required", "RuleSet"]
