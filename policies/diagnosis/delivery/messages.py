"""What a message consists of before it is queued, and the name by which a repeat is recognised."""

import hashlib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from policies.diagnosis.models import Submission

LEFT_TO_A_PERSON = "待人工评估"


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be queued, the same for every recipient."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""


def minimal_message(submission: Submission) -> Message:
    """Return the message for when the full one cannot be sent: reference and admin link only."""
    return Message(
        subject=f"{LEFT_TO_A_PERSON}｜{submission.reference}",
        text=f"编号 {submission.reference} 的诊断表已收到，请在后台查看：\n"
        f"{admin_url(submission)}\n",
        reply_to=submission.email,
    )


def admin_url(submission: Submission) -> str:
    path = reverse("admin:diagnosis_submission_change", args=[submission.pk])
    return f"{settings.SITE_URL}{path}"


def message_id(about: str, recipient: str) -> str:
    """Return the Message-ID of a message about something to a recipient, the same every time."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:12]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{about.lower()}.{digest}@{domain}>"
