"""Delivering queued messages: claim, send, record; any number of workers may do it at once."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.delivery.transport import SendReport, send
from policies.diagnosis.models import Delivery, DeliveryAttempt
from policies.diagnosis.vocabulary import AttemptOutcome, DeliveryState

logger = logging.getLogger(__name__)


def deliver_next() -> bool:
    """Send the message that has been due longest; return whether there was one."""
    lease = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    delivery = Delivery.objects.claim_next(now=timezone.now(), lease=lease)
    if delivery is None:
        return False
    record_attempt(delivery=delivery, report=send(delivery))
    return True


def record_attempt(*, delivery: Delivery, report: SendReport) -> None:
    """Log an attempt and move a claimed delivery on: sent, due again later, or failed for good."""
    outcome = _outcome(delivery, report)
    changes: dict[str, Any] = {
        "state": DeliveryState(outcome.value),
        "lease_token": "",
        "leased_until": None,
        "last_error": "" if report.is_sent else f"{report.stage.label}：{report.reply_text}"[:500],
    }
    if outcome == AttemptOutcome.RETRY:
        wait = timedelta(minutes=settings.DELIVERY_RETRY_MINUTES[delivery.attempts])
        changes["next_attempt_at"] = timezone.now() + wait
    with transaction.atomic():
        DeliveryAttempt.objects.create(
            delivery=delivery,
            stage=report.stage,
            reply_code=report.reply_code,
            reply_text=report.reply_text,
            outcome=outcome,
        )
        # A worker that lost its lease leaves the row to the one that holds it now.
        held = Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)
        if not held.update(**changes):
            logger.warning("Delivery %s: the lease ran out before the attempt ended", delivery.pk)
    logger.info("Delivery %s, attempt %s: %s", delivery.pk, delivery.attempts, outcome.value)


def _outcome(delivery: Delivery, report: SendReport) -> AttemptOutcome:
    if report.is_sent:
        return AttemptOutcome.SENT
    if delivery.attempts < len(settings.DELIVERY_RETRY_MINUTES):
        return AttemptOutcome.RETRY
    return AttemptOutcome.FAILED
