"""Messages on their way to a mailbox, what happened on each attempt, and the channel they share."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from policies.diagnosis.vocabulary import (
    AttemptOutcome,
    DeliveryKind,
    DeliveryStage,
    DeliveryState,
)

ORDER_OF_KINDS = models.Case(
    *(models.When(kind=kind, then=place) for place, kind in enumerate(DeliveryKind))
)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def due(self, now: datetime) -> Self:
        """Return what may be sent now: waiting messages, and those whose worker fell silent."""
        waiting = models.Q(state__in=DeliveryState.waiting(), next_attempt_at__lte=now)
        abandoned = models.Q(state=DeliveryState.SENDING, leased_until__lt=now)
        return self.filter(waiting | abandoned)

    def unfinished(self) -> Self:
        """Return the messages that are neither sent nor given up."""
        return self.filter(state__in=(*DeliveryState.waiting(), DeliveryState.SENDING))

    def claim_next(self, *, now: datetime, lease: timedelta) -> "Delivery | None":
        """Take the due message of the first kind, and of that the longest-waiting; None without.

        The claim is one conditional UPDATE, so that any number of workers on either database never
        hold the same message; `lease` (timedelta) is how long the claim lasts.
        """
        while True:
            waiting = self.due(now).order_by(ORDER_OF_KINDS, "next_attempt_at", "pk")
            if (pk := waiting.values_list("pk", flat=True).first()) is None:
                return None
            token = uuid.uuid4().hex
            claimed = self.due(now).filter(pk=pk)
            if claimed.update(
                state=DeliveryState.SENDING,
                lease_token=token,
                leased_until=now + lease,
                attempts=models.F("attempts") + 1,
            ):
                return self.get(pk=pk, lease_token=token)


class Delivery(models.Model):
    """One message to one recipient, from the queue to the recipient's mail server."""

    kind = models.CharField(
        "种类", max_length=20, choices=DeliveryKind.choices(), default=DeliveryKind.ADVISERS
    )
    submission = models.ForeignKey(
        "diagnosis.Submission",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="诊断表",
        help_text="每日汇总没有对应的诊断表",
    )
    reminder = models.ForeignKey(
        "diagnosis.Reminder",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name="通知提醒",
    )
    created_at = models.DateTimeField("排队时间", default=timezone.now, editable=False)
    recipient = models.EmailField("收件人", max_length=254)
    subject = models.CharField("主题", max_length=200)
    text = models.TextField("正文")
    html = models.TextField("网页正文", blank=True)
    reply_to = models.EmailField("回复到", max_length=254, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState.choices(), default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次发送", default=timezone.now)
    lease_token = models.CharField("占用标识", max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField("占用到", null=True, blank=True, editable=False)
    last_error = models.CharField("最近一次错误", max_length=500, blank=True)
    is_minimal = models.BooleanField(
        "已换成精简邮件", default=False, help_text="被判为垃圾邮件后，只发编号和后台链接"
    )
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认收到", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="由谁确认",
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "邮件"
        verbose_name_plural = "邮件"
        ordering = ("pk",)
        indexes = (models.Index(fields=("state", "next_attempt_at"), name="delivery_due"),)

    def __str__(self) -> str:
        return f"{self.recipient}：{self.get_state_display()}"


class DeliveryAttempt(models.Model):
    """What happened on one attempt to send a message; rows are only ever added."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="attempt_log", verbose_name="邮件"
    )
    at = models.DateTimeField("时间", default=timezone.now)
    stage = models.CharField("进行到", max_length=10, choices=DeliveryStage.choices())
    reply_code = models.PositiveSmallIntegerField("服务器代码", null=True, blank=True)
    reply_text = models.CharField("服务器答复", max_length=500, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=AttemptOutcome.choices())

    class Meta:
        verbose_name = "发送记录"
        verbose_name_plural = "发送记录"
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("at", "stage"), name="attempt_recent"),)

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.get_outcome_display()}"


class MailChannel(models.Model):
    """The one way out, shared by all workers: whether it is paused, until when and why."""

    paused_until = models.DateTimeField("暂停到", null=True, blank=True)
    reason = models.CharField("暂停的原因", max_length=500, blank=True)
    needs_a_person = models.BooleanField(
        "要人处理", default=False, help_text="登录或账号被拒绝，等多久都不会自己好"
    )

    class Meta:
        verbose_name = "发信通道"
        verbose_name_plural = "发信通道"

    def __str__(self) -> str:
        return self.reason or "畅通"


class WorkerHeartbeat(models.Model):
    """A mail worker's sign of life."""

    name = models.CharField("进程", max_length=120, unique=True)
    at = models.DateTimeField("最近一次", default=timezone.now)

    class Meta:
        verbose_name = "发信进程"
        verbose_name_plural = "发信进程"
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name
