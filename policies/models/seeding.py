"""The content as the fixtures had it when it was last decided upon, row by row."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class SeededContent(models.Model):
    """One row; what differs from it in the stored content was edited by staff.

    `rows` holds fields by row ("term key"), related rows by natural key; `edition` is the one of
    which nothing waits for a decision any more.
    """

    edition = models.DateField(null=True)
    rows = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "内容的来历"
        default_permissions = ()

    def __str__(self) -> str:
        return f"内容版本 {self.edition}"
