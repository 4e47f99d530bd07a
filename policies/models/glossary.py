"""The glossary: terms, and the size limits of small and medium enterprises."""

from django.db import models
from django.urls import reverse
from markdownx.models import MarkdownxField

from policies.models.sources import CitedFact, Says
from policies.vocabulary import ContentKind
from policies.vocabulary.formats import amount_text


class Term(CitedFact):
    """An entry of the glossary; its text also helps beside form fields."""

    key = models.SlugField("代号", unique=True)
    name = models.CharField("术语", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    meaning = MarkdownxField("解释")
    note = models.CharField("补充", max_length=300, blank=True)
    synonyms = models.CharField(
        "同义词", max_length=200, blank=True, help_text="站内搜索当作同一个词；用顿号分开"
    )

    natural_key_lookups = ("key",)
    says = Says(ContentKind.TERM, states=("meaning",), details=("note",))

    class Meta(CitedFact.Meta):
        verbose_name = "术语"
        verbose_name_plural = "术语"
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.key}"


class SmeSizeLimit(CitedFact):
    """Below which size an industry's enterprises are small or medium; any one limit suffices."""

    industry = models.CharField("行业", max_length=40, unique=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    employees = models.PositiveIntegerField("从业人员（人）", null=True, blank=True)
    revenue = models.DecimalField(
        "营业收入（万元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    assets = models.DecimalField(
        "资产总额（万元）", max_digits=12, decimal_places=2, null=True, blank=True
    )

    natural_key_lookups = ("industry",)
    says = Says(ContentKind.TERM, context="_meta.verbose_name", states=("limits_text",))

    class Meta(CitedFact.Meta):
        verbose_name = "中小企业划型上限"
        verbose_name_plural = "中小企业划型上限"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.industry

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#sme-size"

    @property
    def limits_text(self) -> str:
        """Return the limits that there are: 1000人；4亿元."""
        limits = [f"{self.employees}人"] if self.employees is not None else []
        money = (limit for limit in (self.revenue, self.assets) if limit is not None)
        return "；".join((*limits, *(amount_text(limit * 10_000) for limit in money)))
