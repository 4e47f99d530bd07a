"""Deleting a submission or a reminder because its sender asks for it."""

import logging

from django.db import transaction
from django.db.models import Q, QuerySet

from policies.diagnosis.models import (
    AccessRecord,
    DeletionRequest,
    Delivery,
    MailboxTask,
    Reminder,
    Submission,
)
from policies.diagnosis.privacy.contact import is_same_contact
from policies.diagnosis.privacy.erasure import erase_submissions
from policies.diagnosis.privacy.storage import LOG_LOCK_SECONDS, empty_write_ahead_log
from policies.diagnosis.privacy.written_mail import remove_written_mail
from policies.diagnosis.vocabulary import (
    AccessKind,
    AttemptOutcome,
    DeliveryKind,
    DeliveryState,
)

PERHAPS_RECEIVED_STATES = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
PERHAPS_RECEIVED_OUTCOMES = (AttemptOutcome.SENT, AttemptOutcome.UNKNOWN)

logger = logging.getLogger(__name__)


def carry_out_deletions() -> None:
    """Do what was asked for on the deletion page; a contact that does not match changes nothing.

    Call outside any transaction. Unsent mail goes with a submission; what a mailbox may hold
    becomes a task. A worker that is killed on the way does the same once more.
    """
    requests = list(DeletionRequest.objects.all())
    for request in requests:
        try:
            _carry_out(request)
        except OSError as error:
            # It waits for the next round, and holds up neither other requests nor the mail.
            logger.error("Written mail cannot be removed (%s); trying again", error.strerror)
    if requests:
        empty_write_ahead_log(LOG_LOCK_SECONDS)


def _carry_out(request: DeletionRequest) -> None:
    reference, contact = request.reference, request.contact
    submission = Submission.objects.filter(reference=reference).first()
    known = submission or Reminder.objects.filter(reference=reference).first()
    email = known.email if known else ""
    phone, wechat = (submission.phone, submission.wechat) if submission else ("", "")
    if is_same_contact(contact, phone=phone, email=email, wechat=wechat):
        # Only a reminder's reference was mailed to its address; anyone can submit with another's.
        reminders = Reminder.objects.filter(email="" if submission else email)
        # Files first: if one cannot be removed, the submission stays, and so does the request.
        remove_written_mail(references={reference, *reminders.values_list("reference", flat=True)})
        delete_submission(reference=reference)
        delete_reminders(reminders)
    request.delete()


@transaction.atomic
def delete_reminders(reminders: QuerySet[Reminder]) -> None:
    """Delete reminders at their readers' wish, with their mail, and record that."""
    for reminder in reminders.select_for_update():
        AccessRecord.objects.create(kind=AccessKind.DELETED, reference=reminder.reference)
        reminder.delete()


@transaction.atomic
def delete_submission(*, reference: str) -> None:
    """Delete a submission at its sender's wish and record that; once, if it is asked twice."""
    submissions = Submission.objects.select_for_update().filter(reference=reference)
    pk = submissions.values_list("pk", flat=True).first()
    if pk is None:
        return
    # Locked, so that no worker takes a message between the look at it and its deletion.
    list(Delivery.objects.select_for_update().filter(submission=pk).values_list("pk"))
    if may_lie_in_a_mailbox(reference):
        MailboxTask.objects.get_or_create(reference=reference)
    AccessRecord.objects.create(kind=AccessKind.DELETED, reference=reference)
    erase_submissions(pks=[pk])


def may_lie_in_a_mailbox(reference: str) -> bool:
    its_own = Q(submission__reference=reference)
    digests = Q(kind=DeliveryKind.DIGEST, text__contains=reference)
    messages = Delivery.objects.filter(its_own | digests).prefetch_related("attempt_log")
    return any(map(may_be_received, messages))


def may_be_received(message: Delivery) -> bool:
    """Return whether a message has been received, as far as its attempts tell.

    An attempt that its worker did not live to log may have come through.
    """
    outcomes = [attempt.outcome for attempt in message.attempt_log.all()]
    return (
        message.state in PERHAPS_RECEIVED_STATES
        or message.attempts > len(outcomes)
        or not set(PERHAPS_RECEIVED_OUTCOMES).isdisjoint(outcomes)
    )
