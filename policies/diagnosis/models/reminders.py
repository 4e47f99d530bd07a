"""Who waits for a round, and hears of it once."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from policies.diagnosis.references import LENGTH, new_reference
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryState
from policies.vocabulary import Province, TierCode

SIGNER = signing.Signer(salt="diagnosis.reminder")
ENDED = (DeliveryState.SENT, DeliveryState.FAILED)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reads of reminders."""

    def by_token(self, token: str) -> Self:
        """Return the reminder that a link in a mail names; none for a token that is not ours."""
        try:
            return self.filter(reference=SIGNER.unsign(token))
        except signing.BadSignature:
            return self.none()

    def waiting(self) -> Self:
        """Return the confirmed reminders whose one mail is not queued yet."""
        used = self.model.objects.filter(deliveries__kind=DeliveryKind.REMINDER)
        return self.filter(confirmed_at__isnull=False).exclude(pk__in=used.values("pk"))

    def past_retention(self, now: datetime) -> Self:
        """Return what has to be deleted by now: used, never confirmed, or waiting for too long."""
        window = timedelta(minutes=settings.DELIVERY_WINDOW_MINUTES)
        used = self.model.objects.filter(
            deliveries__kind=DeliveryKind.REMINDER, deliveries__state__in=ENDED
        ).exclude(deliveries__attempt_log__at__gt=now - window)  # which the channel still counts
        confirmation = timedelta(days=settings.REMINDER_CONFIRMATION_DAYS)
        retention = timedelta(days=30 * settings.REMINDER_RETENTION_MONTHS)
        return self.filter(
            Q(pk__in=used.values("pk"))
            | Q(confirmed_at__isnull=True, created_at__lte=now - confirmation)
            | Q(created_at__lte=now - retention)
        )


class Reminder(models.Model):
    """A wish to hear of the next round of a tier, with the consent to keep an address for it."""

    reference = models.CharField(
        "编号", max_length=LENGTH, unique=True, default=new_reference, editable=False
    )
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    email = models.EmailField("邮箱", max_length=254, db_index=True)
    tier = models.CharField("等哪一级", max_length=20, choices=TierCode.choices())
    region = models.CharField("省份", max_length=6, blank=True, choices=Province.choices())
    wants_contact = models.BooleanField("也请顾问联系", default=False)
    consent_version = models.CharField("同意的说明版本", max_length=20)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    known_news = models.TextField(
        "确认时已知的消息", blank=True, help_text="已发的通知和已开始的窗口，不再提醒"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "通知提醒"
        verbose_name_plural = "通知提醒"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"提醒 {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the secret address at which the reminder is confirmed and withdrawn."""
        return reverse("reminder", args=[SIGNER.sign(self.reference)])

    @property
    def about(self) -> str:
        """What is waited for: 湖北，重点“小巨人”企业."""
        return "，".join(filter(None, (self.get_region_display(), self.get_tier_display())))
