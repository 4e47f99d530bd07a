"""What a province asks for beside the national rules, told beside the result and never in it."""

from policies.diagnosis.goals import Aim
from policies.models import Edition, RegionalTopUp
from policies.rules import CriterionAssessment, Profile, assess_criterion


def assess_local_rules(
    profile: Profile, aim: Aim, edition: Edition
) -> list[tuple[RegionalTopUp, CriterionAssessment]]:
    """Return each rule of the enterprise's province for its aim, and what is lacking by it."""
    found = RegionalTopUp.objects.local_rules(profile.region, aim.tier, edition)
    return [(rule, assess_criterion(profile, rule.to_criterion())) for rule in found]
