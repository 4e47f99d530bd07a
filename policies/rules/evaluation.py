"""Applies rule sets to a profile: three-valued logic in which unknown is never a failure."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from policies.rules.answers import Profile
from policies.rules.metrics import CompoundGrowth, Measurement, Share, Value, measure
from policies.rules.results import (
    ConditionAssessment,
    CriterionAssessment,
    PathAssessment,
    RuleSetAssessment,
)
from policies.rules.structure import Condition, Criterion, Path, RuleSet
from policies.vocabulary import Operator, Outcome, RuleSetOutcome

# Which results of comparing a figure with the threshold (-1 below, 0 equal, 1 above) meet.
MEETING_SIGNS = {
    Operator.AT_LEAST: (0, 1),
    Operator.AT_MOST: (-1, 0),
    Operator.MORE_THAN: (1,),
    Operator.LESS_THAN: (-1,),
}


def applicable(rule_sets: Iterable[RuleSet], profile: Profile, on: date) -> tuple[RuleSet, ...]:
    """Return the rule sets that apply on a day to this kind of application and holder."""
    return tuple(
        rule_set
        for rule_set in rule_sets
        if rule_set.effective_from <= on
        and (rule_set.effective_to is None or on <= rule_set.effective_to)
        and addresses(rule_set, profile)
    )


def addresses(rule_set: RuleSet, profile: Profile) -> bool:
    """Return whether a rule set is for this kind of application and holder, on whatever day."""
    return profile.application_type in rule_set.applies_to and (
        not rule_set.holders_only or profile.current_title in rule_set.holders_only
    )


def evaluate(profile: Profile, rule_sets: Iterable[RuleSet]) -> tuple[RuleSetAssessment, ...]:
    """Return the assessment of a profile by each rule set, in order."""
    return tuple(_assess_rule_set(profile, rule_set) for rule_set in rule_sets)


def _assess_rule_set(profile: Profile, rule_set: RuleSet) -> RuleSetAssessment:
    criteria = tuple(assess_criterion(profile, criterion) for criterion in rule_set.criteria)
    outcomes = {criterion.outcome for criterion in criteria}
    if rule_set.orientation:
        outcome = RuleSetOutcome.ORIENTATION
    elif Outcome.NOT_MET in outcomes:
        outcome = RuleSetOutcome.NOT_MET
    elif Outcome.UNKNOWN in outcomes:
        outcome = RuleSetOutcome.INCOMPLETE
    elif Outcome.REVIEW in outcomes:
        outcome = RuleSetOutcome.REVIEW
    else:
        outcome = RuleSetOutcome.MET
    return RuleSetAssessment(rule_set, outcome, criteria)


def assess_criterion(profile: Profile, criterion: Criterion) -> CriterionAssessment:
    """Return the assessment of a profile by one criterion."""
    conditions = [
        _assess_condition(condition, measure(profile, condition.metric), exemption)
        for condition, exemption in zip(criterion.conditions, criterion.exemptions, strict=True)
    ]
    paths = [
        _assess_path(path, [conditions[place] for place in places])
        for path, places in zip(criterion.paths, criterion.places, strict=True)
    ]
    outcome = _any_holds([path.outcome for path in paths])
    via = reason = ""
    if outcome == Outcome.MET:
        met_by = [path.path.exemption for path in paths if path.outcome == Outcome.MET]
        via = met_by[0] if all(met_by) else ""
    elif outcome == Outcome.UNKNOWN:
        reason = "；".join(dict.fromkeys(item.reason for item in conditions if item.reason))
    if not criterion.paths or (criterion.review and outcome == Outcome.MET):
        outcome = Outcome.REVIEW
    return CriterionAssessment(criterion, outcome, via, reason, tuple(conditions), tuple(paths))


def _assess_condition(
    condition: Condition, measurement: Measurement, exemption: str
) -> ConditionAssessment:
    value = measurement.value
    if value is None:
        outcome = Outcome.UNKNOWN
    else:
        outcome = Outcome.MET if _is_met(condition, value) else Outcome.NOT_MET
    return ConditionAssessment(condition, value, outcome, measurement.reason, exemption)


def _assess_path(path: Path, conditions: list[ConditionAssessment]) -> PathAssessment:
    outcome = _all_hold([condition.outcome for condition in conditions])
    return PathAssessment(path, outcome, tuple(conditions))


def _is_met(condition: Condition, value: Value) -> bool:
    required = condition.required
    if isinstance(required, Decimal):
        if isinstance(value, Decimal):
            sign = (value > required) - (value < required)
        elif isinstance(value, Share | CompoundGrowth):
            sign = value.compare(required)
        else:
            raise TypeError(f"{condition.metric.value} is no figure")
        return sign in MEETING_SIGNS[condition.operator]
    if isinstance(value, frozenset):
        return bool(value & required if isinstance(required, frozenset) else value)
    return value is required


def _all_hold(outcomes: list[Outcome]) -> Outcome:
    """Combine three-valued: one failure decides, then one unknown."""
    for decisive in (Outcome.NOT_MET, Outcome.UNKNOWN):
        if decisive in outcomes:
            return decisive
    return Outcome.MET


def _any_holds(outcomes: list[Outcome]) -> Outcome:
    """Combine three-valued: one success decides, then one unknown."""
    for decisive in (Outcome.MET, Outcome.UNKNOWN):
        if decisive in outcomes:
            return decisive
    return Outcome.NOT_MET
