"""Support measures for the enterprises of a tier."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from markdownx.models import MarkdownxField

from policies.models.sources import CitedFact, Decided, Says
from policies.models.tiers import Tier
from policies.vocabulary import ContentKind, SupportGroup
from policies.vocabulary.formats import amount_text


class SupportMeasure(Decided, CitedFact):
    """One measure in favour of a tier's enterprises, with an amount in 元 where there is one."""

    code = models.SlugField("代号", unique=True)
    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="support_measures", verbose_name="层级"
    )
    group = models.CharField("类别", max_length=20, choices=SupportGroup.choices())
    position = models.PositiveSmallIntegerField("排序", default=0)
    text = models.CharField("措施", max_length=200)
    amount = models.DecimalField(
        "金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    amount_prefix = models.CharField(
        "金额前的词", max_length=10, blank=True, help_text="例如：最高"
    )
    amount_note = models.CharField(
        "金额后的话", max_length=80, blank=True, help_text="例如：（含专项支持）"
    )
    figure_wording = models.CharField(
        "数字照这样写", max_length=400, blank=True, help_text="填了就照印，不填就按上面的数"
    )
    detail = MarkdownxField("细节", blank=True)

    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(
        ContentKind.SUPPORT,
        title="text",
        context="tier",
        states=("amount_text",),
        details=("detail",),
    )
    figure_field = "amount"

    class Meta(CitedFact.Meta):
        verbose_name = "支持措施"
        verbose_name_plural = "支持措施"
        ordering = ("tier", "position", "pk")

    def __str__(self) -> str:
        return f"{self.tier}：{self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#support"

    @property
    def amount_text(self) -> str:
        """Return the amount as readers see it: 最高3000万元（含专项支持）; empty without one."""
        if self.figure_wording or self.amount is None:
            return self.figure_wording
        return f"{self.amount_prefix}{amount_text(self.amount)}{self.amount_note}"
