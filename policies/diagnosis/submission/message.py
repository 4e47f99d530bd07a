"""The message that tells the advisers of a submission."""

import hashlib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from policies.diagnosis.form.answer_sheet import AnswerRow, answer_sheet
from policies.diagnosis.form.stages import CONTACT_NAMES
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import LEFT_TO_A_PERSON, Brief, brief_of
from policies.vocabulary import Province

COMPANY_LENGTH_IN_SUBJECT = 40


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be queued, the same for every recipient."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""


def compose_message(submission: Submission) -> Message:
    """Return the message about a stored submission: its contact, assessment and all answers.

    What the enterprise typed is only ever data of the templates, never template text.
    """
    brief = brief_of(submission)
    context = {
        "submission": submission,
        "brief": brief,
        "contact": contact_rows(submission),
        "unanswered": answer_sheet(submission.answers, submission.period).unanswered,
        "admin_url": admin_url(submission),
    }
    return Message(
        subject=subject_line(submission, brief),
        text=render_to_string("emails/submission.txt", context),
        html=render_to_string("emails/submission.html", context),
        reply_to=submission.email,
    )


def compose_minimal_message(submission: Submission) -> Message:
    """Return the message for when the full one cannot be composed: reference and admin link."""
    return Message(
        subject=f"{LEFT_TO_A_PERSON}｜{submission.reference}",
        text=f"编号 {submission.reference} 的诊断表已收到，邮件正文未能生成，请在后台查看：\n"
        f"{admin_url(submission)}\n",
        reply_to=submission.email,
    )


def contact_rows(submission: Submission) -> list[AnswerRow]:
    """Return who submitted and how to reach them, without what was left empty."""
    rows = []
    for field in Submission._meta.fields:
        value = getattr(submission, field.name)
        if field.name in CONTACT_NAMES and value:
            text = dict(field.flatchoices).get(value, value)
            rows.append(AnswerRow(str(field.verbose_name), str(text)))
    return rows


def subject_line(submission: Submission, brief: Brief) -> str:
    """Return the subject on one line: 湖北·某某精密｜小巨人差2项｜研发差280万｜K7M2QX4P."""
    company = " ".join(submission.company_name.split())[:COMPANY_LENGTH_IN_SUBJECT]
    region: Any = submission.answers.get("region")
    where = f"{Province(region).label}·" if region else ""
    parts = (f"{where}{company}", brief.verdict, brief.sticking_points, submission.reference)
    return "｜".join(filter(None, parts))


def message_id(submission: Submission, recipient: str) -> str:
    """Return the Message-ID of a submission's message to a recipient, the same on every attempt."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:12]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{submission.reference.lower()}.{digest}@{domain}>"


def admin_url(submission: Submission) -> str:
    """Return the absolute address of a submission's page for advisers."""
    path = reverse("admin:diagnosis_submission_change", args=[submission.pk])
    return f"{settings.SITE_URL}{path}"
