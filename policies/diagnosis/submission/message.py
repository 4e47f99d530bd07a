"""The message that tells the advisers of a submission."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string

from policies.diagnosis.delivery.messages import Message, admin_url
from policies.diagnosis.form.answer_sheet import AnswerRow
from policies.diagnosis.form.forms import CONTACT_NAMES
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.brief import Brief, brief_of, enterprise_of
from policies.diagnosis.vocabulary import CaseStatus

CORRECTION = "更正"
ENTERPRISE_LENGTH_IN_SUBJECT = 40


def compose_message(submission: Submission, corrected: Sequence[str] = ()) -> Message:
    """Return the message about a stored submission: its contact, assessment and all answers.

    What the enterprise typed is only ever data of the templates, never template text. `corrected`
    names what it has changed.
    """
    brief = brief_of(submission)
    context = {
        "corrected": corrected,
        "submission": submission,
        "brief": brief,
        "contact": contact_rows(submission),
        "admin_url": admin_url(submission),
    }
    return Message(
        subject=subject_line(submission, brief, is_correction=bool(corrected)),
        text=render_to_string("emails/submission.txt", context),
        html=render_to_string("emails/submission.html", context),
        reply_to=submission.email,
    )


def compose_acknowledgement(submission: Submission) -> Message:
    """Return the enterprise's receipt by mail, without anything that its sender typed.

    Anyone can type anyone's address, so the message carries nothing that could be misused.
    """
    context = {"submission": submission, "contact_email": settings.CONTACT_EMAIL}
    return Message(
        subject=f"已收到您的诊断表｜{submission.reference}",
        text=render_to_string("emails/acknowledgement.txt", context),
        reply_to=settings.CONTACT_EMAIL,
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


def subject_line(submission: Submission, brief: Brief, *, is_correction: bool = False) -> str:
    """Return the subject on one line: 湖北·某某精密｜小巨人差2项｜研发差280万｜K7M2QX4P."""
    marks = (
        CaseStatus.SUSPECTED.label if submission.status == CaseStatus.SUSPECTED else "",
        CORRECTION if is_correction else "",
    )
    enterprise = enterprise_of(submission)[:ENTERPRISE_LENGTH_IN_SUBJECT]
    parts = (*marks, enterprise, brief.verdict, brief.sticking_points, submission.reference)
    return "｜".join(filter(None, parts))
