"""A reminder from the wish to its confirmation; nothing is sent that nobody has confirmed."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from policies.diagnosis.delivery.messages import Message, mailbox_of, queue
from policies.diagnosis.models import Reminder
from policies.diagnosis.reminders.news import names_of, news_by_tier
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.throttling.limits import (
    count,
    reminders_of_a_mailbox,
    submissions_of_an_address,
)
from policies.diagnosis.vocabulary import DeliveryKind
from policies.models import ApplicationRound
from policies.rules.answers import Profile
from policies.vocabulary import Province


@transaction.atomic
def ask_for_reminder(
    *, email: str, tier: str, region: str, wants_contact: bool, sender: str | None
) -> None:
    """Store a wish with the mail that asks its reader to confirm; raises TooMany.

    Each wish is a row of its own, so that a stranger who types an address changes nothing of it.
    """
    count(submissions_of_an_address(), sender)
    count(reminders_of_a_mailbox(), mailbox_of(email))
    reminder = Reminder.objects.create(
        email=email,
        tier=tier,
        region=region,
        wants_contact=wants_contact,
        consent_version=settings.CONSENT_VERSION,
    )
    context = {
        "reminder": reminder,
        "site_url": settings.SITE_URL,
        "days": settings.REMINDER_CONFIRMATION_DAYS,
    }
    text = render_to_string("emails/reminder_confirmation.txt", context)
    queue(
        Message("请确认：申报通知提醒", text),
        kind=DeliveryKind.ACKNOWLEDGEMENT,
        about=f"{reminder.reference}.confirm",
        to=[email],
        reminder=reminder,
    )


@transaction.atomic
def confirm_reminder(*, pk: int) -> None:
    """Let a reminder wait from now on; it takes the place of an equal one that waits already."""
    reminder = Reminder.objects.select_for_update().get(pk=pk)
    if reminder.confirmed_at:
        return
    equal = Reminder.objects.waiting().filter(
        email=reminder.email, tier=reminder.tier, region=reminder.region
    )
    earlier, now = equal.first(), timezone.now()
    reminder.confirmed_at = now
    reminder.known_news = (
        earlier.known_news if earlier else names_of(news_by_tier(now)[reminder.tier])
    )
    reminder.save()
    equal.exclude(pk=pk).delete()
    if reminder.wants_contact:
        _tell_the_advisers(reminder)


def _tell_the_advisers(reminder: Reminder) -> None:
    """Hand in a 诊断表 that holds no more than the address: a case like any other."""
    today = timezone.localdate()
    submit_diagnosis(
        idempotency_key=f"reminder-{reminder.reference}",
        profile=Profile(region=Province(reminder.region) if reminder.region else None),
        contact={
            "company_name": "登记了通知提醒，未留企业名称",
            "contact_name": "未留姓名",
            "email": reminder.email,
            "message": f"在等通知：{reminder.about}。请顾问联系。",
        },
        period=ApplicationRound.objects.period_on(today),
        on=today,
    )
