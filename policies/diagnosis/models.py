"""What enterprises entrust: submissions, and their delivery to the advisers' mailboxes."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from policies.diagnosis.assessment.frozen import Assessment
from policies.diagnosis.references import LENGTH, new_reference
from policies.diagnosis.vocabulary import (
    AttemptOutcome,
    ContactPreference,
    DeliveryStage,
    DeliveryState,
    FiguresBasis,
)
from policies.diagnosis.working_days import add_working_days
from policies.models.rounds import AccountingPeriod

# Of several deliveries the one that needs a look first stands for the submission.
STATES_BY_URGENCY = (
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.RETRY,
    DeliveryState.SENDING,
    DeliveryState.QUEUED,
    DeliveryState.SENT,
)


class ReadableJSON(DjangoJSONEncoder):
    """JSON that keeps Chinese as it is, at a third of the escaped size."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Reads of submissions."""

    def with_delivery_states(self) -> Self:
        """Fetch where the messages of each submission stand, without their text."""
        deliveries = Delivery.objects.only("submission_id", "state", "recipient")
        return self.prefetch_related(models.Prefetch("deliveries", deliveries))


class Submission(models.Model):
    """A submitted 诊断表: answers, assessment, contact and consent, as they were on that day."""

    reference = models.CharField(
        "编号", max_length=LENGTH, unique=True, default=new_reference, editable=False
    )
    idempotency_key = models.CharField("表单标识", max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField("提交时间", default=timezone.now, editable=False)

    company_name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    main_product = models.CharField("主导产品", max_length=120, blank=True)
    city = models.CharField("所在城市", max_length=40, blank=True)
    industry = models.CharField("所属行业", max_length=60, blank=True)
    figures_basis = models.CharField(
        "数字来自", max_length=10, blank=True, choices=FiguresBasis.choices()
    )
    contact_name = models.CharField("联系人", max_length=40)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("邮箱", max_length=254, blank=True)
    contact_preference = models.CharField(
        "希望怎样联系", max_length=10, blank=True, choices=ContactPreference.choices()
    )
    message = models.TextField("想对顾问说的话", max_length=1000, blank=True)
    consent_version = models.CharField("同意的说明版本", max_length=20)
    consented_at = models.DateTimeField("同意时间", default=timezone.now)

    answers = models.JSONField("回答", default=dict, encoder=ReadableJSON)
    application_year = models.PositiveSmallIntegerField("申报年度")
    last_accounting_year = models.PositiveSmallIntegerField("上年度（会计年度）")
    period_is_estimate = models.BooleanField("提交时通知未发", default=False)
    assessment = models.JSONField(
        "诊断结果",
        null=True,
        blank=True,
        encoder=ReadableJSON,
        help_text="空表示未能自动诊断，待人工评估",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "诊断表"
        verbose_name_plural = "诊断表"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("-created_at",), name="submission_newest"),)

    def __str__(self) -> str:
        return f"{self.company_name}（{self.reference}）"

    @property
    def period(self) -> AccountingPeriod:
        """Return the years that the answers mean."""
        return AccountingPeriod(
            application_year=self.application_year,
            last_accounting_year=self.last_accounting_year,
            is_estimate=self.period_is_estimate,
            is_unfinished=self.last_accounting_year >= timezone.localdate(self.created_at).year,
        )

    @property
    def reply_due_on(self) -> date:
        """Return the day by which an adviser has promised to answer."""
        return add_working_days(
            timezone.localdate(self.created_at), settings.REPLY_WITHIN_WORKING_DAYS
        )

    @property
    def assessed(self) -> Assessment | None:
        """Return the assessment of that day; None where a person has to assess."""
        return Assessment.from_json(self.assessment) if self.assessment else None

    @property
    def delivery_state(self) -> DeliveryState | None:
        """Return the state of the delivery that most needs a look; None without recipients."""
        states = {delivery.state for delivery in self.deliveries.all()}
        return next((state for state in STATES_BY_URGENCY if state in states), None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of deliveries."""

    def due(self, now: datetime) -> Self:
        """Return what may be sent now: waiting messages, and those whose worker fell silent."""
        waiting = models.Q(
            state__in=(DeliveryState.QUEUED, DeliveryState.RETRY), next_attempt_at__lte=now
        )
        abandoned = models.Q(state=DeliveryState.SENDING, leased_until__lt=now)
        return self.filter(waiting | abandoned)

    def claim_next(self, *, now: datetime, lease: timedelta) -> "Delivery | None":
        """Take the longest-waiting due message for this worker alone; None when nothing is due.

        The claim is one conditional UPDATE, so that any number of workers on either database never
        hold the same message; `lease` (timedelta) is how long the claim lasts.
        """
        while True:
            candidate = self.due(now).order_by("next_attempt_at", "pk").values("pk").first()
            if candidate is None:
                return None
            token = uuid.uuid4().hex
            claimed = (
                self.due(now)
                .filter(pk=candidate["pk"])
                .update(
                    state=DeliveryState.SENDING,
                    lease_token=token,
                    leased_until=now + lease,
                    attempts=models.F("attempts") + 1,
                )
            )
            if claimed:
                return self.get(pk=candidate["pk"], lease_token=token)


class Delivery(models.Model):
    """One message to one recipient, from the queue to the recipient's mail server."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="deliveries", verbose_name="诊断表"
    )
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

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.get_outcome_display()}"
