"""What is kept about the handling of personal data; none of it names an enterprise or a person."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from policies.diagnosis.vocabulary import AccessKind, CaseOutcome, OperationKind


class AccessRecord(models.Model):
    """Who looked at or exported personal data, and when; rows are only ever added."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁",
    )
    kind = models.CharField("做了什么", max_length=10, choices=AccessKind.choices())
    reference = models.CharField("编号", max_length=8, blank=True, help_text="导出多份时留空")
    count = models.PositiveIntegerField("几份", default=1)

    class Meta:
        verbose_name = "查看记录"
        verbose_name_plural = "查看记录"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference or self.count}"


class MailboxTask(models.Model):
    """A copy in a mailbox that a person has to delete, because the site cannot."""

    reference = models.CharField("编号", max_length=8, unique=True)
    requested_at = models.DateTimeField("要求时间", default=timezone.now)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="由谁完成",
    )

    class Meta:
        verbose_name = "待删的邮箱副本"
        verbose_name_plural = "待删的邮箱副本"
        ordering = ("done_at", "requested_at")

    def __str__(self) -> str:
        return f"删除邮箱里编号为{self.reference}的邮件"


class DeletionRequest(models.Model):
    """What someone asked to be deleted; gone as soon as the worker has looked at it."""

    reference = models.CharField("编号", max_length=8)
    contact = models.CharField("电话或邮箱", max_length=254)
    requested_at = models.DateTimeField("要求时间", default=timezone.now)

    class Meta:
        verbose_name = "删除请求"
        verbose_name_plural = "删除请求"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.reference


class SubmissionCount(models.Model):
    """How many deleted submissions a month had, by province, verdict and outcome; anonymous."""

    month = models.DateField("月份", help_text="当月第一天")
    region = models.CharField("省份代码", max_length=6, blank=True)
    verdict = models.CharField("结论", max_length=60, blank=True)
    outcome = models.CharField("结果", max_length=10, blank=True, choices=CaseOutcome.choices())
    count = models.PositiveIntegerField("份数", default=0)

    class Meta:
        verbose_name = "匿名计数"
        verbose_name_plural = "匿名计数"
        ordering = ("month", "region", "verdict", "outcome")
        constraints = (
            models.UniqueConstraint(
                fields=("month", "region", "verdict", "outcome"), name="submissioncount_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.region} {self.verdict}：{self.count}"


class CheckedAnswers(models.Model):
    """What someone typed to look at a result, without contact; gone after an hour.

    A digest stands for the token in its address, so that no row tells where it is seen.
    """

    digest = models.CharField("网址摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    typed = models.JSONField("所填", default=dict)

    class Meta:
        verbose_name = "看过的结果"
        verbose_name_plural = "看过的结果"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class PostCount(models.Model):
    """How often one sender posted in a window of time; a keyed digest stands for the sender."""

    sender = models.CharField("发送方摘要", max_length=64)
    window_ends = models.DateTimeField("这段时间到", db_index=True)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "提交计数"
        verbose_name_plural = "提交计数"
        ordering = ("window_ends", "pk")
        constraints = (
            models.UniqueConstraint(fields=("sender", "window_ends"), name="postcount_once"),
        )

    def __str__(self) -> str:
        return f"{self.window_ends:%Y-%m-%d %H:%M}：{self.count}"


class OperationRecord(models.Model):
    """When an operation last ran: backup, purge, digest; rows are only ever added."""

    kind = models.CharField("操作", max_length=10, choices=OperationKind.choices())
    at = models.DateTimeField("时间", default=timezone.now)
    detail = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "运行记录"
        verbose_name_plural = "运行记录"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("kind", "-at"), name="operation_last"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
