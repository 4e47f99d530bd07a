"""What readers say is wrong, on its way to the editors by mail."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string

from policies.diagnosis.delivery.messages import Message, queue
from policies.diagnosis.vocabulary import DeliveryKind
from policies.models import ErrorReport


def queue_error_reports(now: datetime) -> None:
    """Queue the mail about the reports that nobody has been told of."""
    for report in ErrorReport.objects.filter(notified_at__isnull=True).order_by("pk"):
        queue(
            _message(report),
            kind=DeliveryKind.ERROR_REPORT,
            about=f"error-report-{report.pk}-{report.created_at:%Y%m%d%H%M%S}",
            to=settings.DIAGNOSIS_RECIPIENTS,
        )
        ErrorReport.objects.filter(pk=report.pk).update(notified_at=now)


def _message(report: ErrorReport) -> Message:
    kind = apps.get_model("policies", report.kind)._meta.verbose_name
    context = {"report": report, "kind": kind, "site_url": settings.SITE_URL}
    # Nothing that a reader typed: a subject is a header.
    subject = f"读者指错 {report.pk}：{kind}"
    return Message(subject, render_to_string("emails/error_report.txt", context))
