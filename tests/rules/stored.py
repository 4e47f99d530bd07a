"""What the tests of the rules share: the stored rules, and profiles from plain texts."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.db import transaction

from policies import models, rules
from policies.rules.answers import QUESTIONS, AnswerKind
from policies.rules.figures import money_short_of
from policies.rules.parsing import parse_profile
from policies.vocabulary import Outcome, TierCode

KINDS = {field.name: field.kind for field in QUESTIONS}
FLAGS = {"true": True, "false": False}


def read_stored_rule_sets() -> dict[str, rules.RuleSet]:
    """Read the rule sets as they are seeded, whatever an earlier test left in the database."""
    with transaction.atomic():
        call_command("seed", stdout=io.StringIO())
        rows = models.RuleSet.objects.with_rules(models.Edition.now())
        found = {row.code: row.to_rules() for row in rows}
        transaction.set_rollback(True)
    return found


def profile(answers: str = "") -> rules.Profile:
    """Build a profile from plain texts: `revenue_y1=5000 listed=false plan_aspects=` (none)."""
    pairs = (answer.split("=") for answer in answers.split())
    return parse_profile({name: _typed(KINDS[name], text) for name, text in pairs})


def _typed(kind: AnswerKind, text: str) -> Any:
    if kind == AnswerKind.FLAG:
        return FLAGS[text]
    if kind == AnswerKind.MULTI:
        return [code for code in text.split(",") if code]
    return text


def rule_set(*criteria: rules.Criterion, **changes: Any) -> rules.RuleSet:
    """Return a rule set of the given criteria; keywords replace single values."""
    values: dict[str, Any] = {
        "code": "made-up",
        "tier": TierCode.LITTLE_GIANT,
        "source": rules.Source("nowhere"),
        "criteria": criteria,
        "effective_from": date(2026, 4, 1),
    }
    return rules.RuleSet(**values | changes)


def assess(answers: rules.Profile, criterion: rules.Criterion) -> rules.CriterionAssessment:
    """Return what the engine says of one criterion."""
    (assessment,) = rules.evaluate(answers, [rule_set(criterion)])
    return assessment.criteria[0]


def assess_one(answers: rules.Profile, one: rules.Condition) -> rules.ConditionAssessment:
    """Return what the engine says of one condition."""
    criterion = rules.Criterion("alone", (rules.Path((one,)),))
    return assess(answers, criterion).conditions[0]


def outcomes(rule_sets: Mapping[str, rules.RuleSet], answers: rules.Profile) -> dict[str, Outcome]:
    """Return the outcome of every criterion of all rule sets by code."""
    return {
        item.criterion.code: item.outcome
        for assessment in rules.evaluate(answers, rule_sets.values())
        for item in assessment.criteria
    }


def money_gap(item: rules.ConditionAssessment) -> Decimal | None:
    """Return what a failed condition is short of in 万元; None where money would not help."""
    required = item.condition.required
    if item.outcome != Outcome.NOT_MET or not isinstance(required, Decimal):
        return None
    return money_short_of(item.value, required)
