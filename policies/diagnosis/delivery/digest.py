"""The daily digest: its counts and open cases, and by its absence the news that mail is dead."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.delivery.messages import Message, message_id, queue
from policies.diagnosis.models import Delivery, MailboxTask, Submission
from policies.diagnosis.staff import name_of
from policies.diagnosis.vocabulary import DeliveryKind

MOST_CASES = 100


def queue_digest_if_due(now: datetime) -> bool:
    """Queue today's digest once its hour has come; return whether it was queued just now."""
    local = timezone.localtime(now)
    recipients, about = settings.DIAGNOSIS_RECIPIENTS, f"digest-{local:%Y-%m-%d}"
    ids = [message_id(about, recipient) for recipient in recipients]
    is_early = local.hour < settings.DIGEST_HOUR
    if is_early or Delivery.objects.filter(message_id__in=ids).exists():
        return False
    message = Message(f"诊断表每日汇总 {local:%Y-%m-%d}", _digest_text(now))
    queue(message, kind=DeliveryKind.DIGEST, about=about, to=recipients)
    return True


def _digest_text(now: datetime) -> str:
    today = timezone.localdate(now)
    open_cases = Submission.objects.open()
    first_cases = open_cases.select_related("assigned_to").order_by("due_on", "pk")
    context = {
        "today": today,
        "counts": [
            (status.label, count) for status, count in Submission.objects.counts_by_status().items()
        ],
        "overdue": Submission.objects.overdue(today).count(),
        "tasks": MailboxTask.objects.filter(done_at__isnull=True).count(),
        "problems": delivery_health().problems,
        "cases": [(case, name_of(case.assigned_to)) for case in first_cases[:MOST_CASES]],
        "more": max(open_cases.count() - MOST_CASES, 0),
        "site_url": settings.SITE_URL,
    }
    return render_to_string("emails/digest.txt", context)
