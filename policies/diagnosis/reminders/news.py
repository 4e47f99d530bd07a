"""What is new about rounds: the one mail to each who waits, and whom the advisers call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from policies.diagnosis.delivery.messages import Message, queue
from policies.diagnosis.models import Reminder, Submission
from policies.diagnosis.models.submissions import SubmissionQuerySet
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind, Goal
from policies.models import ApplicationRound, Edition, Region
from policies.vocabulary import NoticeState, RoundState, TierCode

AT_ONCE = 20  # reminders that one transaction queues; more than the mailbox takes meanwhile


def news_by_tier(now: datetime) -> Mapping[str, dict[str, ApplicationRound]]:
    """Return what readers can know of rounds that are not over: notices and opened windows."""
    news: dict[str, dict[str, ApplicationRound]] = defaultdict(dict)
    edition = Edition(timezone.localdate(now), now)
    issued = ApplicationRound.objects.in_edition(edition).filter(notice_state=NoticeState.ISSUED)
    for row in issued.with_windows(edition).select_related("tier"):
        if row.state == RoundState.CLOSED:
            continue
        of_tier = news[row.tier.code]
        of_tier[row.code] = row
        for window in row.windows.all():
            opens, closes = window.opens_on, window.closes_on
            if opens and closes and opens <= edition.day <= closes:
                of_tier[f"{row.code}/{window.position}"] = row
    return news


def names_of(news: Iterable[str]) -> str:
    return " ".join(sorted(news))


def queue_reminders(now: datetime) -> None:
    """Queue the mail to whoever waits and does not know the news yet."""
    for tier, news in news_by_tier(now).items():
        _queue_some(tier, news)


@transaction.atomic
def _queue_some(tier: str, news: dict[str, ApplicationRound]) -> None:
    names = names_of(news)
    waiting = Reminder.objects.waiting().filter(tier=tier).exclude(known_news=names)
    # Locked, so that nobody withdraws between the look at a reminder and the mail to it.
    for reminder in waiting.select_for_update().order_by("pk")[:AT_ONCE]:
        if fresh := sorted(news.keys() - set(reminder.known_news.split())):
            queue(
                _message(reminder, news[fresh[0]]),
                kind=DeliveryKind.REMINDER,
                about=f"{reminder.reference}.news",
                to=[reminder.email],
                reminder=reminder,
            )
        else:  # some of what it knew is over
            Reminder.objects.filter(pk=reminder.pk).update(known_news=names)


def _message(reminder: Reminder, round: ApplicationRound) -> Message:
    said = "正在受理" if round.state == RoundState.OPEN else "通知已发"
    context = {
        "reminder": reminder,
        "round": round,
        "said": said,
        "region": Region.objects.filter(code=reminder.region).first(),
        "site_url": settings.SITE_URL,
    }
    text = render_to_string("emails/reminder.txt", context)
    return Message(f"{round.tier}{round.application_year}年{round.batch_name}：{said}", text)


def waiting_for_a_call(now: datetime) -> SubmissionQuerySet:
    """Return who was kept for a round of 重点 that is noticed and not over; later ones wait on."""
    kept = Submission.objects.filter(goal=Goal.KEY, kept_for_round=True)
    news = news_by_tier(now).get(TierCode.KEY_LITTLE_GIANT, {}) if kept.exists() else {}
    if not news:
        return kept.none()
    notices = [round.notice for round in news.values() if round.notice]
    noticed_on = [day for notice in notices if (day := notice.published_on or notice.issued_on)]
    if noticed_on:
        kept = kept.filter(created_at__date__lt=max(noticed_on))
    return kept.exclude(status__in=(CaseStatus.SUSPECTED, CaseStatus.SPAM))
