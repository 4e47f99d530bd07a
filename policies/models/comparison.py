"""The owner's table that sets one tier beside another."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from policies.models.keys import KeyedManager, KeyedModel
from policies.models.sources import CitedFact, CitedFactQuerySet, Says
from policies.models.support import SupportMeasure
from policies.models.tiers import EnterpriseCount, Tier
from policies.vocabulary import ContentKind


class ComparisonDimension(KeyedModel):
    """One row of the comparison table."""

    key = models.SlugField("代号", unique=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    title = models.CharField("维度", max_length=40)

    objects = KeyedManager()
    natural_key_lookups = ("key",)

    class Meta:
        verbose_name = "对比维度"
        verbose_name_plural = "对比维度"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("compare")


class ComparisonCellQuerySet(CitedFactQuerySet["ComparisonCell"]):
    """Reads of cells."""

    def with_content(self) -> Self:
        """Fetch what each cell prints, in the order of the table."""
        printed = self.select_related("dimension", "support_measure", "enterprise_count")
        return printed.order_by("dimension__position", "tier__position")


class ComparisonCell(CitedFact):
    """What one tier has in one dimension: words, or the amount or count stored elsewhere."""

    dimension = models.ForeignKey(
        ComparisonDimension, models.CASCADE, related_name="cells", verbose_name="维度"
    )
    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="comparison_cells", verbose_name="层级"
    )
    text = models.CharField("内容", max_length=400, blank=True)
    support_measure = models.ForeignKey(
        SupportMeasure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comparison_cells",
        verbose_name="金额取自",
        help_text="选了支持措施，就印它的金额",
    )
    enterprise_count = models.ForeignKey(
        EnterpriseCount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comparison_cells",
        verbose_name="数量取自",
        help_text="选了企业数量，就印它的数值",
    )

    objects = ComparisonCellQuerySet.as_manager()  # type: ignore[misc]
    natural_key_lookups = ("dimension__key", "tier__code")
    visibility_parents = ("tier", "support_measure", "enterprise_count")
    parent_field = "dimension"
    url_relations = ("tier", "dimension", "support_measure", "enterprise_count")
    says = Says(ContentKind.FIGURE, title="dimension", context="tier", states=("content",))

    class Meta(CitedFact.Meta):
        verbose_name = "对比表单元格"
        verbose_name_plural = "对比表单元格"
        ordering = ("dimension", "tier")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=("dimension", "tier"), name="comparisoncell_once_per_tier"
            ),
        )

    def __str__(self) -> str:
        return f"{self.tier}·{self.dimension}：{self.content}"

    def clean(self) -> None:
        """Refuse a cell that states nothing, or states it twice."""
        super().clean()
        stated = [bool(self.text), bool(self.support_measure_id), bool(self.enterprise_count_id)]
        if sum(stated) != 1:
            raise ValidationError("内容、金额、数量三者填一个，且只填一个。")

    def get_absolute_url(self) -> str:
        return reverse("compare")

    @property
    def content(self) -> str:
        if self.support_measure is not None:
            return self.support_measure.amount_text
        if self.enterprise_count is not None:
            return self.enterprise_count.text
        return self.text
