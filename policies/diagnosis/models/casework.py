"""What advisers write down while they work through a submission."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from policies.diagnosis.models.submissions import Submission


class Note(models.Model):
    """An internal note about a submission; rows are only ever added."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="notes", verbose_name="诊断表"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁写的",
    )
    at = models.DateTimeField("时间", default=timezone.now)
    text = models.CharField("内容", max_length=1000)

    class Meta:
        verbose_name = "内部备注"
        verbose_name_plural = "内部备注"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text
