"""What readers say is wrong; no personal data is asked for."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from policies.models.keys import KeyedModel
from policies.vocabulary import ReportState


class ErrorReport(models.Model):
    """A mistake that a reader saw in a fact."""

    kind = models.CharField("内容种类", max_length=40, help_text="模型名，例如 regionaltopup")
    row_id = models.BigIntegerField("编号")
    shown = models.CharField("读者看到的", max_length=300)
    text = models.TextField("读者说", max_length=500)
    created_at = models.DateTimeField("收到时间", auto_now_add=True)
    notified_at = models.DateTimeField("邮件发出", null=True, blank=True)
    state = models.CharField(
        "处理", max_length=10, choices=ReportState.choices(), default=ReportState.OPEN
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    class Meta:
        verbose_name = "读者指错"
        verbose_name_plural = "读者指错"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "created_at"), name="errorreport_waiting"),)

    def __str__(self) -> str:
        return self.shown

    @property
    def fact(self) -> Any:
        """Return the fact that the report is about; None where it is gone."""
        model = apps.get_model("policies", self.kind)
        return model._default_manager.filter(pk=self.row_id).first()

    def get_admin_url(self) -> str:
        """Return where the fact's text is edited; the desk's front page for one that is gone."""
        fact: KeyedModel | None = self.fact
        if fact is None:
            return reverse("admin:index")
        fields = (field.name for field in fact.text_fields() if field.name != "editors_note")
        return fact.get_admin_url(next(fields, ""))
