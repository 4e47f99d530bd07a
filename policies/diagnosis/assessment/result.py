"""The result that an enterprise sees: its answer, what to do next, and what that rests on."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from policies.diagnosis.assessment.answer import Answer, answer_of
from policies.diagnosis.assessment.assess import assess, assess_local_rules
from policies.diagnosis.assessment.steps import NextSteps, next_steps
from policies.diagnosis.assessment.verdict import Gap, local_text
from policies.diagnosis.form.answer_sheet import AnswerRow, answer_rows, answers_as_json
from policies.diagnosis.goals import Aim
from policies.models import Criterion, Edition, RegionalTopUp, RuleSet
from policies.models.attach_sources import attach_sources
from policies.models.rounds import AccountingPeriod
from policies.presentation.notes import PageNotes, Part
from policies.rules import Profile
from policies.rules.answers import QUESTIONS_BY_NAME

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the result page shows."""

    on: date
    rows: tuple[AnswerRow, ...]
    """What was answered, in words."""
    answer: Answer | None = None
    """None where the rules could not be applied: a person has to assess."""
    steps: NextSteps | None = None
    notes: PageNotes | None = None
    local: tuple[tuple[RegionalTopUp, str], ...] = ()
    """What the province asks beside the national rules, and what is lacking by it."""
    gaps: tuple[tuple[Gap, Criterion | None], ...] = ()
    """What is missing, each with the stored criterion that marks cite."""


def diagnose(profile: Profile, aim: Aim, period: AccountingPeriod, on: date) -> Result:
    """Return what the rules of a day say about an enterprise's answers; stores nothing."""
    rows = answer_rows(QUESTIONS_BY_NAME, answers_as_json(profile), period)
    if (answer := answer_or_none(profile, aim, period, on)) is None:
        return Result(on, rows)
    steps = next_steps(answer, profile.region, on)
    code = answer.verdict.result.rule_set.code if answer.verdict else ""
    rules = list(RuleSet.objects.filter(code=code))
    stored = Criterion.objects.filter(
        group__rule_set__code=code, code__in=[gap.item.criterion.code for gap in answer.gaps]
    )
    by_code = {row.code: row for row in stored}
    gaps = tuple((gap, by_code.get(gap.item.criterion.code)) for gap in answer.gaps)
    missing = [row for _, row in gaps if row]
    found = assess_local_rules(profile, aim, Edition.on(on))
    local = tuple((rule, local_text(item, period)) for rule, item in found)
    above = [*rules, *missing, *(rule for rule, _ in local)]
    attach_sources([*above, *steps.facts])
    parts = [Part("", ()), Part("gap", above), Part("next", steps.facts)]
    return Result(on, rows, answer, steps, PageNotes(parts, on), local, gaps)


def answer_or_none(profile: Profile, aim: Aim, period: AccountingPeriod, on: date) -> Answer | None:
    """Return the answer, or None where a person has to assess because the rules fail.

    A database that fails is another matter, and is raised.
    """
    try:
        return answer_of(assess(profile, aim, on, period), answers_as_json(profile), period)
    except DatabaseError:
        raise
    except Exception:  # whatever is wrong with the rules: no enterprise is lost for it
        logger.exception("The rules could not be applied; a person has to assess")
        return None
