"""What a person does about mail: sends it again, sees it arrive, deletes a copy in a mailbox."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.casework.steps import StepRefused
from policies.diagnosis.models import Delivery, MailboxTask, Note
from policies.diagnosis.staff import ACCOUNT_GONE, name_of
from policies.diagnosis.submission.submit import message_for
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryState

RESEND_AFTER = timedelta(minutes=10)  # a mailbox may take as long to show what was sent
ATTEMPTED = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED)


def may_resend(delivery: Delivery, now: datetime) -> bool:
    """Return whether a message may be sent again: it failed, or went out a while ago."""
    if delivery.state == DeliveryState.SENT:
        return (delivery.sent_at or delivery.created_at) <= now - RESEND_AFTER
    return delivery.state == DeliveryState.FAILED


def may_confirm(delivery: Delivery) -> bool:
    """Return whether someone can still say that a message has arrived."""
    return delivery.state in ATTEMPTED and delivery.confirmed_at is None


@transaction.atomic
def resend_delivery(*, pk: int, submission: int, by: User) -> None:
    """Queue a message of a submission again, in full and under the same Message-ID, and note it.

    Raises StepRefused where it is on its way already or has only just been sent.
    """
    delivery = Delivery.objects.select_for_update().get(pk=pk, submission=submission)
    now = timezone.now()
    if not may_resend(delivery, now):
        raise StepRefused("这封邮件还在发送，或刚发出不到10分钟，暂不能重发。")
    if delivery.is_minimal and delivery.submission is not None:
        message = message_for(delivery.submission)
        delivery.subject, delivery.text = message.subject, message.text
        delivery.html, delivery.is_minimal = message.html, False
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.next_attempt_at = now
    delivery.lease_token, delivery.leased_until = "", None
    delivery.last_error = ""
    delivery.save()
    # The enterprise's address stays out of the note.
    to = delivery.recipient if delivery.kind in DeliveryKind.of_submissions() else ""
    text = "，".join(filter(None, (f"重发邮件：{DeliveryKind(delivery.kind).label}", to)))
    Note.objects.create(submission_id=submission, author=by, text=text)


@transaction.atomic
def confirm_receipt(*, pk: int, submission: int, by: User) -> None:
    """Record that someone saw a message in its mailbox; raises StepRefused the second time."""
    delivery = Delivery.objects.select_for_update().get(pk=pk, submission=submission)
    if not may_confirm(delivery):
        raise StepRefused(
            f"这封邮件已由{name_of(delivery.confirmed_by, ACCOUNT_GONE)}确认收到。"
            if delivery.confirmed_at
            else "这封邮件还没有发出，不能确认收到。"
        )
    delivery.confirmed_at, delivery.confirmed_by = timezone.now(), by
    delivery.save(update_fields=["confirmed_at", "confirmed_by"])


@transaction.atomic
def complete_mailbox_task(*, pk: int, by: User) -> MailboxTask:
    """Record that the copy in a mailbox is deleted; raises StepRefused the second time."""
    task = MailboxTask.objects.select_for_update().get(pk=pk)
    if task.done_at:
        raise StepRefused(
            f"编号{task.reference}已由{name_of(task.done_by, ACCOUNT_GONE)}标为已删除。"
        )
    task.done_at, task.done_by = timezone.now(), by
    task.save(update_fields=["done_at", "done_by"])
    return task
