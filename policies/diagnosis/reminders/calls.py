"""Which enterprises wait for a call, because the round has come for which they asked to be kept."""

from datetime import datetime

from policies.diagnosis.models import Submission
from policies.diagnosis.models.submissions import SubmissionQuerySet
from policies.diagnosis.reminders.news import news_by_tier
from policies.diagnosis.vocabulary import CaseStatus, Goal
from policies.vocabulary import TierCode


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
