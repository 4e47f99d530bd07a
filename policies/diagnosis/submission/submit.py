"""Submitting the 诊断表: stored and queued together, or not at all."""

import logging
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import transaction

from policies.diagnosis.assessment.result import assess_or_none
from policies.diagnosis.form.answer_sheet import answers_as_json
from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.submission.message import (
    Message,
    compose_message,
    compose_minimal_message,
    message_id,
)
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile

logger = logging.getLogger(__name__)


def submit_diagnosis(
    *,
    idempotency_key: str,
    profile: Profile,
    contact: Mapping[str, str],
    period: AccountingPeriod,
    on: date,
) -> Submission:
    """Store a submission with a message for each recipient, in one transaction, exactly once.

    `contact` holds the enterprise and its contact by field name, `on` is the day of the rules.
    The same `idempotency_key` gives the submission that is already stored. When the rules cannot
    be applied or the message cannot be composed, the submission is stored and mailed all the same.
    """
    stored = Submission.objects.filter(idempotency_key=idempotency_key).first()
    if stored is not None:
        return stored
    assessment = assess_or_none(profile, on)
    details = {
        **contact,
        "consent_version": settings.CONSENT_VERSION,
        "answers": answers_as_json(profile),
        "application_year": period.application_year,
        "last_accounting_year": period.last_accounting_year,
        "period_is_estimate": period.is_estimate,
        "assessment": assessment.to_json() if assessment else None,
    }
    with transaction.atomic():
        submission, created = Submission.objects.get_or_create(
            idempotency_key=idempotency_key, defaults=details
        )
        if created:
            _queue_message(submission)
    return submission


def _message_for(submission: Submission) -> Message:
    try:
        return compose_message(submission)
    except Exception:
        logger.exception("The message about %s could not be composed", submission.reference)
        return compose_minimal_message(submission)


def _queue_message(submission: Submission) -> None:
    message = _message_for(submission)
    Delivery.objects.bulk_create(
        Delivery(
            submission=submission,
            recipient=recipient,
            subject=message.subject,
            text=message.text,
            html=message.html,
            reply_to=message.reply_to,
            message_id=message_id(submission, recipient),
        )
        for recipient in settings.DIAGNOSIS_RECIPIENTS
    )
