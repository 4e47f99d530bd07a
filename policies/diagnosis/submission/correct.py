"""Correcting a submission: the same reference, and the advisers hear what has changed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from policies.diagnosis.delivery.messages import queue
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import kind_for, message_for, queue_acknowledgement
from policies.rules.answers import QUESTIONS


def correct_submission(
    *, pk: int, corrected: Mapping[str, Any], assessed: Mapping[str, Any], admit: Callable[[], None]
) -> None:
    """Store what was corrected and queue the advisers' message, in one transaction.

    `corrected` holds contact and circumstances by field name, `assessed` the answers with what the
    rules say of them. Where nothing has changed nothing is stored or sent, so a form that is posted
    twice counts once; `admit` is called before anything is, and may raise.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=pk)
        changed = _changed(submission, corrected, assessed["answers"])
        if not changed:
            return
        admit()
        stored = {**corrected, **assessed}
        for name, value in stored.items():
            setattr(submission, name, value)
        submission.save(update_fields=stored)
        queue(
            message_for(submission, changed),
            kind=kind_for(submission),
            about=f"{submission.reference}.{submission.deliveries.count()}",
            to=settings.DIAGNOSIS_RECIPIENTS,
            submission=submission,
        )
        queue_acknowledgement(submission)


def _changed(
    submission: Submission, corrected: Mapping[str, Any], answers: Mapping[str, Any]
) -> list[str]:
    """Return what has another value than before, as its labels say."""
    before = {name: getattr(submission, name) for name in corrected}
    before["goal"] = submission.aim.goal  # which is not stored where none was asked for
    fields = [
        str(Submission._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name, value in corrected.items()
        if before[name] != value
    ]
    return fields + [
        submission.period.with_years(question.label)
        for question in QUESTIONS
        if submission.answers.get(question.name) != answers.get(question.name)
    ]
