"""What an attempt's end means: sent, again later, given up, or a pause of the whole channel.

Mail providers say with the same code that a mailbox does not exist, that a limit is reached and
that the account is locked; the text tells them apart (126 and 163: MI:STC, MI:SFQ, DT:SPM).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from policies.diagnosis.delivery.transport import SendReport
from policies.diagnosis.vocabulary import AttemptOutcome, DeliveryStage

DAILY_LIMIT = "MI:STC"
RATE_LIMIT = "MI:SFQ"
SPAM_VERDICT = "DT:SPM"
UNTRUSTED_CERTIFICATE = "CERTIFICATE_VERIFY_FAILED"
ACCOUNT_STAGES = (DeliveryStage.LOGIN, DeliveryStage.SENDER)
RATE_LIMIT_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from an attempt for the message, and for the channel that all messages share."""

    outcome: AttemptOutcome
    is_spam: bool = False
    """The text was taken for spam: another text may pass."""
    pause_until: datetime | None = None
    """No message can pass before then, so the attempt does not count."""
    needs_a_person: bool = False


def judge(report: SendReport, now: datetime) -> Judgement:
    """Return what an attempt that ended at `now` means."""
    text, code = report.reply_text.upper(), report.reply_code or 0
    if report.is_sent:
        return Judgement(AttemptOutcome.SENT)
    if DAILY_LIMIT in text:
        return Judgement(AttemptOutcome.RETRY, pause_until=_next_midnight(now))
    if RATE_LIMIT in text:
        return Judgement(AttemptOutcome.RETRY, pause_until=now + RATE_LIMIT_PAUSE)
    if SPAM_VERDICT in text:
        return Judgement(AttemptOutcome.RETRY, is_spam=True)
    if UNTRUSTED_CERTIFICATE in text or (report.stage in ACCOUNT_STAGES and code >= 500):
        pause = timedelta(minutes=settings.DELIVERY_PAUSE_MINUTES)
        return Judgement(AttemptOutcome.RETRY, pause_until=now + pause, needs_a_person=True)
    if report.stage == DeliveryStage.COMPOSE or code >= 500:
        return Judgement(AttemptOutcome.FAILED)
    if report.stage == DeliveryStage.ANSWER and not code:
        return Judgement(AttemptOutcome.UNKNOWN)
    return Judgement(AttemptOutcome.RETRY)


def _next_midnight(now: datetime) -> datetime:
    """Return when the provider's day, that of Asia/Shanghai, is over."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
