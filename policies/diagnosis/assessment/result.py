"""The result that an enterprise sees: its assessment, what to do next, and what to take away."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from policies.diagnosis.assessment.assess import Assessment, assess
from policies.diagnosis.assessment.next_steps import NextSteps, next_steps
from policies.diagnosis.form.answer_sheet import (
    QUESTIONS_BY_NAME,
    AnswerSheet,
    answer_sheet,
    answers_as_json,
)
from policies.diagnosis.form.departments import DEPARTMENTS
from policies.diagnosis.form.stages import with_years
from policies.models.rounds import AccountingPeriod
from policies.rules import Profile, RuleSetAssessment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DepartmentQuestions:
    """The questions that one department has still to answer."""

    department: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the result page shows."""

    on: date
    sheet: AnswerSheet
    assessment: Assessment | None
    """None where the rules could not be applied: a person has to assess."""
    next_steps: NextSteps | None
    open_questions: tuple[DepartmentQuestions, ...]


def diagnose(profile: Profile, period: AccountingPeriod, on: date) -> Result:
    """Return what the rules of a day say about an enterprise's answers; stores nothing."""
    assessment = assess_or_none(profile, on)
    target = assessment.target if assessment else None
    return Result(
        on=on,
        sheet=answer_sheet(answers_as_json(profile), period),
        assessment=assessment,
        next_steps=next_steps(target, profile, period, on) if target else None,
        open_questions=open_questions(target, profile, period) if target else (),
    )


def assess_or_none(profile: Profile, on: date) -> Assessment | None:
    """Return the assessment, or None where a person has to assess because the rules fail.

    A database that fails is another matter, and is raised.
    """
    try:
        return assess(profile, on)
    except DatabaseError:
        raise
    except Exception:  # whatever is wrong with the rules: no enterprise is lost for it
        logger.exception("The rules could not be applied; a person has to assess")
        return None


def open_questions(
    target: RuleSetAssessment, profile: Profile, period: AccountingPeriod
) -> tuple[DepartmentQuestions, ...]:
    """Return by department the questions that the tier within reach still needs answered."""
    needed = {name for name in target.undecided_inputs if getattr(profile, name) is None}
    shares = [(department, department.share_of(needed)) for department in DEPARTMENTS]
    return tuple(
        DepartmentQuestions(
            department.name, tuple(with_years(QUESTIONS_BY_NAME[name].label, period) for name in names)
        )
        for department, names in shares
        if names
    )
