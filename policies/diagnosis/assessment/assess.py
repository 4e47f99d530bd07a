"""Applies the stored rules to an enterprise's answers and words the verdicts for readers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from policies import rules
from policies.diagnosis.assessment.snapshot import (
    AssessedCondition,
    AssessedCriterion,
    AssessedPath,
    AssessedRuleSet,
    Assessment,
    Basis,
)
from policies.diagnosis.assessment.standing import note_without_target, standings_of
from policies.diagnosis.vocabulary import TierStatus
from policies.models import ApplicationRound, CitedFact, Criterion, Edition, RuleSet
from policies.presentation.drawings.gauge import Gauge, gauge
from policies.rules import ConditionAssessment, CriterionAssessment, Profile, RuleSetAssessment
from policies.rules.figures import actual
from policies.rules.serialisation import fingerprint, required_text
from policies.rules.wording import (
    actual_text,
    gap_text,
    short_gap_text,
    threshold_text,
)
from policies.vocabulary import Operator, Outcome, TrustState


def assess(profile: Profile, on: date) -> Assessment:
    """Return the assessment of a profile by the rules in force on a day, in a few queries."""
    edition = Edition.on(on)
    in_force = {row.code: row for row in RuleSet.objects.in_edition(edition).with_rules(edition)}
    applicable = rules.applicable([row.to_rules() for row in in_force.values()], profile, on)
    closed = ApplicationRound.objects.closed_lists(on)
    rows = [in_force[rule_set.code] for rule_set in applicable]
    standings = standings_of(rows, profile, closed)
    return Assessment(
        as_of=on,
        note=note_without_target(rows, standings, profile, closed),
        rule_sets=tuple(
            _rule_set(row, assessment, standings[row.code], closed)
            for row, assessment in zip(rows, rules.evaluate(profile, applicable), strict=True)
        ),
    )


def _rule_set(
    row: RuleSet, assessment: RuleSetAssessment, standing: TierStatus, closed: Mapping[str, str]
) -> AssessedRuleSet:
    return AssessedRuleSet(
        code=row.code,
        fingerprint=fingerprint(assessment.rule_set),
        tier=assessment.rule_set.tier,
        tier_name=row.tier.short_name,
        title=row.title,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        basis=_basis(row),
        standing=standing,
        state=closed.get(row.tier.code, ""),
        outcome=assessment.outcome,
        criteria=tuple(
            _criterion(criterion, assessed)
            for criterion, assessed in zip(row.criteria, assessment.criteria, strict=True)
        ),
    )


def _criterion(row: Criterion, assessment: CriterionAssessment) -> AssessedCriterion:
    return AssessedCriterion(
        code=row.code,
        title=row.title,
        outcome=assessment.outcome,
        via=assessment.via,
        reason=assessment.reason,
        is_for_experts=row.review,
        platform_only=row.platform_only,
        evidence=row.evidence,
        caveat=row.caveat,
        basis=_basis(row),
        paths=tuple(
            AssessedPath(
                exemption=path.path.exemption,
                outcome=path.outcome,
                conditions=tuple(_condition(condition) for condition in path.conditions),
            )
            for path in assessment.paths
        ),
    )


def _condition(assessment: ConditionAssessment) -> AssessedCondition:
    condition = assessment.condition
    return AssessedCondition(
        metric=condition.metric,
        operator=condition.operator,
        required=required_text(condition),
        threshold=threshold_text(condition),
        answer=actual_text(assessment),
        outcome=assessment.outcome,
        unit=condition.metric.unit or "",
        gap=gap_text(assessment),
        short_gap=short_gap_text(assessment),
        gauge=_gauge(assessment),
    )


def _basis(fact: CitedFact) -> Basis:
    return Basis(
        key=fact.source.key,
        citation=fact.source.citation,
        trust_state=TrustState(fact.trust_state),
        is_unsure=fact.is_unsure,
    )


def _gauge(assessment: ConditionAssessment) -> Gauge | None:
    """Return the picture of an answer beside its threshold; None where no figure is asked for."""
    condition, value = assessment.condition, actual(assessment)
    if not isinstance(condition.required, Decimal):
        return None
    return gauge(
        value if isinstance(value, Decimal) else None,
        condition.required,
        is_limit=condition.operator in (Operator.AT_MOST, Operator.LESS_THAN),
        is_met=assessment.outcome == Outcome.MET,
    )
