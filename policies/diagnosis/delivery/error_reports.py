"""What readers say is wrong, on its way to the editors by mail."""

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from policies.diagnosis.delivery.messages import message_id
from policies.diagnosis.models import Delivery
from policies.diagnosis.vocabulary import DeliveryKind
from policies.models import ErrorReport

# Of what the mailbox takes: however many reports come in, enterprises do not wait behind them.
SHARE_OF_CHANNEL = 4


def queue_error_reports(now: datetime) -> int:
    """Queue the mail about reports that nobody has been told of; return of how many.

    At most a quarter of what may be sent in a while is taken; the rest waits its turn.
    """
    recipients = list(dict.fromkeys(settings.DIAGNOSIS_RECIPIENTS))
    since = now - timedelta(minutes=settings.DELIVERY_WINDOW_MINUTES)
    queued = Delivery.objects.filter(kind=DeliveryKind.ERROR_REPORT, created_at__gt=since).count()
    share = max(settings.DELIVERY_MOST_PER_WINDOW // SHARE_OF_CHANNEL, len(recipients))
    most = max(share - queued, 0) // len(recipients)
    waiting = ErrorReport.objects.filter(notified_at__isnull=True).order_by("pk")[:most]
    return sum(_queue(report, recipients, now) for report in waiting)


@transaction.atomic
def _queue(report: ErrorReport, recipients: list[str], now: datetime) -> bool:
    """Queue a report's mail unless another worker was quicker; return whether this one did."""
    unclaimed = ErrorReport.objects.filter(pk=report.pk, notified_at__isnull=True)
    if not unclaimed.update(notified_at=now):
        return False
    kind = apps.get_model("policies", report.kind)._meta.verbose_name
    context = {"report": report, "kind": kind, "site_url": settings.SITE_URL}
    text = render_to_string("emails/error_report.txt", context)
    about = f"error-report-{report.pk}-{report.created_at:%Y%m%d%H%M%S}"
    for recipient in recipients:
        Delivery.objects.create(
            kind=DeliveryKind.ERROR_REPORT,
            recipient=recipient,
            # Nothing that a reader typed: a subject is a header.
            subject=f"读者指错 {report.pk}：{kind}",
            text=text,
            message_id=message_id(about, recipient),
        )
    return True
