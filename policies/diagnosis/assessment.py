"""What the rules say about an enterprise's answers, frozen so that it can be shown and stored."""

from datetime import date
from typing import Any

from policies.rules.answers import Profile

FrozenAssessment = dict[str, Any]


def assess(profile: Profile, on: date) -> FrozenAssessment:
    """Return the assessment of a profile by the rules in force on a day."""
    return {"as_of": on.isoformat(), "rule_sets": []}
