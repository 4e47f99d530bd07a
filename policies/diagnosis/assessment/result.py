"""The result that an enterprise sees: its assessment, what to do next, and what to take away."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from policies.diagnosis.assessment.assess import Assessment, assess
from policies.diagnosis.assessment.next_steps import NextSteps, next_steps
from policies.diagnosis.goals import Aim
from policies.models.rounds import AccountingPeriod
from policies.rules import Profile

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the result page shows."""

    on: date
    assessment: Assessment | None
    """None where the rules could not be applied: a person has to assess."""
    next_steps: NextSteps | None


def diagnose(profile: Profile, aim: Aim, period: AccountingPeriod, on: date) -> Result:
    """Return what the rules of a day say about an enterprise's answers; stores nothing."""
    assessment = assess_or_none(profile, on)
    target = assessment.target if assessment else None
    return Result(
        on=on,
        assessment=assessment,
        next_steps=next_steps(target, profile, period, on) if target else None,
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
