"""Submitting the 诊断表: stored and queued together, or not at all."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.assessment.result import answer_or_none
from policies.diagnosis.delivery.messages import Message, minimal_message, queue
from policies.diagnosis.form.answer_sheet import answers_as_json
from policies.diagnosis.goals import Aim, suggested_aim
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import verdict_of
from policies.diagnosis.submission.message import (
    CORRECTION,
    compose_acknowledgement,
    compose_message,
)
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind, SpamSignal
from policies.diagnosis.working_days import add_working_days
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary.contact import email_addresses

logger = logging.getLogger(__name__)


class AlreadySubmitted(Exception):
    """The same form was submitted before with other content; `reference` names that submission."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


def submit_diagnosis(
    *,
    idempotency_key: str,
    profile: Profile,
    aim: Aim | None = None,
    circumstances: Mapping[str, Any] | None = None,
    contact: Mapping[str, str],
    period: AccountingPeriod,
    on: date,
    spam_signal: SpamSignal | None = None,
    admit: Callable[[], None] = lambda: None,
    acknowledge: bool = True,
) -> Submission:
    """Store a submission with a message for each recipient, in one transaction, exactly once.

    `contact` holds the enterprise and its contact by field name, `on` is the day of the rules.
    With a `spam_signal` it is stored apart until an adviser has decided. `admit` is called in the
    transaction of what is new; what it raises leaves nothing stored. Its receipt goes to the
    enterprise, unless `acknowledge` is False.
    The same `idempotency_key` gives the submission that is already stored, or raises
    AlreadySubmitted where the content differs. When the rules cannot be applied or the message
    cannot be composed, the submission is stored and mailed all the same.
    """
    answers, beside = answers_as_json(profile), circumstances or {}
    digest = content_digest(answers, {**contact, **beside, "period": period.as_text})
    submission = Submission.objects.filter(idempotency_key=idempotency_key).first()
    if submission is None:
        details = {
            **contact,
            **beside,
            **assessed(profile, aim, period, on),
            "content_digest": digest,
            "consent_version": settings.CONSENT_VERSION,
            "application_year": period.application_year,
            "last_accounting_year": period.last_accounting_year,
            "period_is_estimate": period.is_estimate,
            "spam_signal": spam_signal or "",
            "status": CaseStatus.SUSPECTED if spam_signal else CaseStatus.NEW,
            "due_on": add_working_days(timezone.localdate(), settings.REPLY_WITHIN_WORKING_DAYS),
        }
        with transaction.atomic():
            submission, is_new = Submission.objects.get_or_create(
                idempotency_key=idempotency_key, defaults=details
            )
            if is_new:
                admit()
                queue_mail(submission, acknowledge=acknowledge)
    if submission.content_digest != digest:
        raise AlreadySubmitted(submission.reference)
    return submission


def assessed(
    profile: Profile, aim: Aim | None, period: AccountingPeriod, on: date
) -> dict[str, Any]:
    """Return the answers and what the rules of a day say of them, by the fields that store it."""
    aim = aim or suggested_aim(profile.current_title, profile.application_type)
    answers, answer = answers_as_json(profile), answer_or_none(profile, aim, period, on)
    return {
        "answers": answers,
        "verdict": verdict_of(answer, answers),
        "assessment": answer.assessment.to_json() if answer else None,
    }


def queue_mail(submission: Submission, *, acknowledge: bool = True) -> None:
    """Queue what is not queued yet: a message for each recipient, and the enterprise's receipt.

    While it looks like a program's, the advisers' message waits behind others, and nobody gets a
    receipt who may not have asked for one. Call inside a transaction.
    """
    kind = kind_for(submission)
    message, about = message_for(submission), submission.reference
    # What was queued while it was suspected is a message like others from now on.
    submission.deliveries.filter(kind=DeliveryKind.SUSPECTED).update(
        kind=kind, subject=message.subject
    )
    to = settings.DIAGNOSIS_RECIPIENTS
    queue(message, kind=kind, about=about, to=to, submission=submission)
    if acknowledge:
        queue_acknowledgement(submission)


def kind_for(submission: Submission) -> DeliveryKind:
    """Return which kind its messages to the advisers are of."""
    is_suspected = submission.status == CaseStatus.SUSPECTED
    return DeliveryKind.SUSPECTED if is_suspected else DeliveryKind.ADVISERS


def content_digest(answers: Mapping[str, object], beside: Mapping[str, object]) -> str:
    content = json.dumps([dict(answers), dict(beside)], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def message_for(submission: Submission, corrected: Sequence[str] = ()) -> Message:
    """Return the message for the advisers, the minimal one where it cannot be composed.

    `corrected` names what the enterprise has changed since the last one.
    """
    try:
        return compose_message(submission, corrected)
    except Exception:  # whatever is wrong with its text: the advisers hear of it all the same
        logger.exception("The message about %s could not be composed", submission.reference)
        return minimal_message(submission, f"{CORRECTION}｜" if corrected else "")


def queue_acknowledgement(submission: Submission) -> None:
    """Queue the enterprise's receipt, one for a mailbox in a day however its address is written."""
    is_suspected = submission.status == CaseStatus.SUSPECTED
    if settings.ACKNOWLEDGE_SUBMISSIONS and submission.email and not is_suspected:
        queue(
            compose_acknowledgement(submission),
            kind=DeliveryKind.ACKNOWLEDGEMENT,
            about=f"receipt-{timezone.localdate():%Y%m%d}",
            to=email_addresses(submission.email),
            submission=submission,
        )
