"""What a message consists of, how it is queued, and by which name a repeat is recognised."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from policies.diagnosis.models import Delivery, Reminder, Submission
from policies.diagnosis.vocabulary import DeliveryKind

LEFT_TO_A_PERSON = "待人工评估"
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be queued, the same for every recipient."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""


def minimal_message(submission: Submission, mark: str = "") -> Message:
    """Return the message for when the full one cannot be sent: reference and admin link only."""
    return Message(
        subject=f"{mark}{LEFT_TO_A_PERSON}｜{submission.reference}",
        text=f"编号 {submission.reference} 的诊断表已收到，请在后台查看：\n"
        f"{admin_url(submission)}\n",
        reply_to=submission.email,
    )


def admin_url(submission: Submission) -> str:
    path = reverse("admin:diagnosis_submission_change", args=[submission.pk])
    return f"{settings.SITE_URL}{path}"


def queue(
    message: Message,
    *,
    kind: DeliveryKind,
    about: str,
    to: Iterable[str],
    submission: Submission | None = None,
    reminder: Reminder | None = None,
) -> None:
    """Queue a message for each recipient; a mailbox gets one about the same thing."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                kind=kind,
                submission=submission,
                reminder=reminder,
                recipient=recipient,
                subject=message.subject[:SUBJECT_LENGTH],
                text=message.text,
                html=message.html,
                reply_to=message.reply_to,
                message_id=message_id(about, recipient),
            )
            for recipient in to
        ],
        ignore_conflicts=True,
    )


def message_id(about: str, recipient: str) -> str:
    """Return the Message-ID of a message about something to a mailbox, the same every time."""
    digest = hashlib.sha256(mailbox_of(recipient).encode()).hexdigest()[:12]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{about.lower()}.{digest}@{domain}>"


def mailbox_of(address: str) -> str:
    """Return the mailbox behind an address: Zhang+1@QQ.com is zhang@qq.com."""
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
