"""Delivering queued messages: claim, send, record; any number of workers may do it at once."""

import logging
import os
import random
import socket
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.delivery.messages import minimal_message
from policies.diagnosis.delivery.replies import Judgement, judge
from policies.diagnosis.delivery.transport import SendReport, send
from policies.diagnosis.models import Delivery, DeliveryAttempt, MailChannel, WorkerHeartbeat
from policies.diagnosis.vocabulary import (
    AttemptOutcome,
    DeliveryKind,
    DeliveryStage,
    DeliveryState,
)

# An attempt that came this far counts against what the provider takes in a while.
COUNTED_STAGES = (DeliveryStage.DATA, DeliveryStage.ANSWER, DeliveryStage.DONE)
NEXT_STATES = {
    AttemptOutcome.SENT: DeliveryState.SENT,
    AttemptOutcome.RETRY: DeliveryState.RETRY,
    AttemptOutcome.UNKNOWN: DeliveryState.UNKNOWN,
    AttemptOutcome.FAILED: DeliveryState.FAILED,
}

logger = logging.getLogger(__name__)


def deliver_next() -> bool:
    """Send the message whose turn it is; return whether one could be sent now."""
    delivery = claim()
    if delivery is None:
        return False
    record_attempt(delivery=delivery, report=send(delivery))
    return True


def claim() -> Delivery | None:
    """Take the message whose turn it is, unless the channel is paused or used up."""
    now = timezone.now()
    if not Delivery.objects.due(now).exists():
        return None
    with transaction.atomic():
        # The lock on the channel lets one worker at a time count and claim.
        MailChannel.objects.get_or_create(pk=1)
        channel = MailChannel.objects.select_for_update().get(pk=1)
        if channel.paused_until and now < channel.paused_until:
            return None
        lease = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
        return Delivery.objects.filter(kind__in=kinds_with_room(now)).claim_next(
            now=now, lease=lease
        )


def kinds_with_room(now: datetime) -> tuple[DeliveryKind, ...]:
    """Return which messages the window still takes; a part of it is the advisers' alone."""
    since = now - timedelta(minutes=settings.DELIVERY_WINDOW_MINUTES)
    attempts = DeliveryAttempt.objects.filter(at__gt=since, stage__in=COUNTED_STAGES)
    under_way = Delivery.objects.filter(state=DeliveryState.SENDING, leased_until__gte=now)
    taken = [*attempts.values_list("delivery__kind"), *under_way.values_list("kind")]
    lower = len(taken) - taken.count((DeliveryKind.ADVISERS,))
    if len(taken) >= settings.DELIVERY_MOST_PER_WINDOW:
        return ()
    if lower >= settings.DELIVERY_MOST_PER_WINDOW * settings.DELIVERY_SHARE_OF_OTHERS:
        return (DeliveryKind.ADVISERS,)
    return tuple(DeliveryKind)


def record_attempt(*, delivery: Delivery, report: SendReport) -> None:
    """Log an attempt, move a claimed delivery on, and pause the channel where no message passes."""
    now = timezone.now()
    judgement = judge(report, now)
    outcome, changes = _next_step(delivery, judgement, now)
    changes |= {
        "lease_token": "",
        "leased_until": None,
        "last_error": "" if report.is_sent else f"{report.stage.label}：{report.reply_text}"[:500],
    }
    with transaction.atomic():
        stored = Delivery.objects.select_for_update().filter(pk=delivery.pk)
        if not stored.exists():
            logger.info("Delivery %s was deleted while it was being sent", delivery.pk)
            return
        DeliveryAttempt.objects.create(
            delivery=delivery,
            stage=report.stage,
            reply_code=report.reply_code,
            reply_text=report.reply_text,
            outcome=outcome,
        )
        # A worker that lost its lease leaves the row to the one that holds it now.
        if not stored.filter(lease_token=delivery.lease_token).update(**changes):
            logger.warning("Delivery %s: the lease ran out before the attempt ended", delivery.pk)
        _set_channel(report, judgement)
    logger.info("Delivery %s, attempt %s: %s", delivery.pk, delivery.attempts, outcome.value)


def _next_step(
    delivery: Delivery, judgement: Judgement, now: datetime
) -> tuple[AttemptOutcome, dict[str, Any]]:
    outcome = judgement.outcome
    if judgement.pause_until:
        # The message is not at fault, so the attempt does not use up one of its own.
        return outcome, {
            "state": DeliveryState.RETRY,
            "attempts": delivery.attempts - 1,
            "next_attempt_at": judgement.pause_until,
        }
    changes: dict[str, Any] = {}
    if judgement.is_spam and (minimal := _minimal_text(delivery)):
        changes |= minimal
    elif judgement.is_spam or (
        outcome in (AttemptOutcome.RETRY, AttemptOutcome.UNKNOWN)
        and delivery.attempts >= len(settings.DELIVERY_RETRY_MINUTES)
    ):
        outcome = AttemptOutcome.FAILED
    if outcome in (AttemptOutcome.RETRY, AttemptOutcome.UNKNOWN):
        changes["next_attempt_at"] = now + _wait(delivery.attempts)
    if outcome == AttemptOutcome.SENT:
        changes["sent_at"] = now
    return outcome, changes | {"state": NEXT_STATES[outcome]}


def _minimal_text(delivery: Delivery) -> dict[str, Any]:
    """Return the text that is tried once after a spam verdict; empty where there is none."""
    is_of_submission = delivery.kind in DeliveryKind.of_submissions()
    if delivery.is_minimal or not is_of_submission or delivery.submission is None:
        return {}
    message = minimal_message(delivery.submission)
    return {"subject": message.subject, "text": message.text, "html": "", "is_minimal": True}


def _wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts, a little longer at random."""
    schedule = settings.DELIVERY_RETRY_MINUTES
    minutes = schedule[min(attempts, len(schedule) - 1)]
    jitter = random.uniform(0, settings.DELIVERY_RETRY_JITTER)  # noqa: S311 - spreads, no secret
    return timedelta(minutes=minutes * (1 + jitter))


def _set_channel(report: SendReport, judgement: Judgement) -> None:
    """Pause the channel, or note that it is open again."""
    channel = MailChannel.objects.filter(pk=1)
    if judgement.pause_until:
        channel.update(
            paused_until=judgement.pause_until,
            reason=f"{report.stage.label}：{report.reply_text}"[:500],
            needs_a_person=judgement.needs_a_person,
        )
        if judgement.needs_a_person:
            logger.critical("Mail is refused and needs a person: %s", report.reply_text)
    elif report.is_sent:
        channel.filter(paused_until__isnull=False).update(
            paused_until=None, reason="", needs_a_person=False
        )


def record_heartbeat() -> None:
    """Leave this worker's sign of life, and clear those of workers long gone."""
    now = timezone.now()
    name = f"{socket.gethostname()}:{os.getpid()}"
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"at": now})
    WorkerHeartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
