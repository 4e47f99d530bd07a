"""Provinces and cities, and what they add to central support."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse

from policies import rules
from policies.models.keys import KeyedModel, KeyedQuerySet
from policies.models.publishing import Edition
from policies.models.sources import CitedFact, CitedFactQuerySet, Decided, Says, SourceDocument
from policies.models.tiers import Tier
from policies.vocabulary import (
    Confidence,
    ContentKind,
    RegionLevel,
    TopUpFrequency,
    TopUpKind,
    Validity,
)
from policies.vocabulary.formats import amount_range_text, amount_text, date_text


class RegionQuerySet(KeyedQuerySet["Region"]):
    """Reads of regions."""

    def provinces(self) -> Self:
        """Return the province-level regions in the order of their codes."""
        return self.filter(level=RegionLevel.PROVINCE)


class Region(KeyedModel):
    """A province, or a city or district in one, by its GB/T 2260 code."""

    code = models.CharField(
        "行政区划代码",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{6}\Z", "行政区划代码是六位数字。")],
    )
    level = models.CharField("级别", max_length=10, choices=RegionLevel.choices())
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cities",
        verbose_name="所属省份",
    )
    name = models.CharField("全称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    slug = models.SlugField(
        "网址名（拼音）", unique=True, help_text="陕西用 shaanxi，山西用 shanxi"
    )
    searched_on = models.DateField(
        "最近检索日期", null=True, blank=True, help_text="什么时候检索过这里的配套政策"
    )
    search_result = models.CharField(
        "检索结果", max_length=120, blank=True, help_text="例如：市级未见一次性认定奖励，由各区定"
    )
    authority_name = models.CharField("主管部门", max_length=80, blank=True)
    authority_phone = models.CharField("主管部门电话", max_length=60, blank=True)
    authority_url = models.URLField("主管部门网址", blank=True)
    authority_note = models.CharField("向谁咨询的说明", max_length=120, blank=True)
    authority_source = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authorities",
        verbose_name="主管部门的依据",
    )
    authority_confidence = models.CharField(
        "对主管部门的把握", max_length=8, choices=Confidence.choices(), blank=True
    )
    seen_at = models.TextField("在哪里看到主管部门的（读者看不到）", blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "地区"
        verbose_name_plural = "地区"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        """Refuse a city without a province and a province inside another region."""
        super().clean()
        if (self.level == RegionLevel.PROVINCE) != (self.parent_id is None):
            raise ValidationError({"parent": "市、区要选所属省份，省不选。"})

    @property
    def as_payer(self) -> str:
        """Return who pays, as a table of one country names it: 省级, 市级, 自治区, 武汉."""
        if self.level != RegionLevel.PROVINCE:
            return self.short_name
        return {"省": "省级", "市": "市级"}.get(self.name[-1], "自治区")

    def get_absolute_url(self) -> str:
        """Return the province's page, or the city's place on it."""
        if self.parent is not None:
            return f"{self.parent.get_absolute_url()}#{self.slug}"
        return reverse("region", args=[self.slug])


class RegionalTopUpQuerySet(CitedFactQuerySet["RegionalTopUp"]):
    """Reads of regional top-ups."""

    def with_regions(self) -> Self:
        """Fetch each top-up's region with its province, and its tier."""
        return self.select_related("region__parent", "tier")

    def with_places(self, edition: Edition | None = None) -> Self:
        # By joins: SQLite does not take a prefetch of more than 1,000 regions. All of them here,
        # because the admin adds none of its own to a queryset that joins already.
        return super().with_places(edition).select_related("source", "tier", "region__parent")

    def not_expired(self, on: date) -> Self:
        """Return the top-ups that still apply on a day, as far as their documents show."""
        lasts = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on)
        return self.filter(lasts).exclude(validity=Validity.EXPIRED)

    def local_rules(self, province: str | None, tier: str | None, edition: Edition) -> Self:
        """Return what a province, by its code, asks for a tier beside the national rules."""
        rows = self.in_edition(edition).not_expired(edition.day)
        of_place = rows.filter(kind=TopUpKind.RULE, region__code=province, tier__code=tier)
        asking = of_place.exclude(local_conditions=None).select_related("source", "region")
        return asking.prefetch_related("local_conditions").distinct()

    def for_tier(self, tier: Tier) -> Self:
        """Return the top-ups for a tier, and those whose document names no tier."""
        return self.filter(models.Q(tier=tier) | models.Q(tier__isnull=True))


class RegionalTopUp(Decided, CitedFact):
    """What a region gives to the enterprises of a tier; `amount_max` in 元."""

    code = models.SlugField("代号", unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="top_ups", verbose_name="地区")
    tier = models.ForeignKey(
        Tier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="regional_top_ups",
        verbose_name="奖励哪个层级",
        help_text="文件没有说明对象时留空",
    )
    kind = models.CharField("种类", max_length=20, choices=TopUpKind.choices())
    position = models.PositiveSmallIntegerField("排序", default=0)
    title = models.CharField("内容", max_length=200)
    amount_min = models.DecimalField(
        "最低金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="定额时与最高金额相同；只有上限时留空",
    )
    amount_max = models.DecimalField(
        "最高金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="未见具体数额时留空",
    )
    frequency = models.CharField(
        "怎样发", max_length=10, choices=TopUpFrequency.choices(), blank=True
    )
    figure_wording = models.CharField(
        "数字照这样写", max_length=400, blank=True, help_text="填了就照印，不填就按上面的数"
    )
    conditions = models.CharField("条件", max_length=300, blank=True)
    other_benefits = models.CharField(
        "其他支持", max_length=200, blank=True, help_text="用顿号分开"
    )
    validity = models.CharField("效力", max_length=10, choices=Validity.choices(), blank=True)
    valid_until = models.DateField("有效期止", null=True, blank=True)
    valid_note = models.CharField("有效期说明", max_length=80, blank=True)
    quote = models.CharField(
        "原句（读者看不到）", max_length=120, blank=True, help_text="在文件里找到这一条的原句"
    )

    objects = RegionalTopUpQuerySet.as_manager()  # type: ignore[misc]
    visibility_parents = ("tier",)
    url_relations = ("region__parent",)
    says = Says(
        ContentKind.REGION,
        context="region.parent",
        states=("amount_text",),
        details=("conditions", "other_benefits", "valid_note", "tier"),
        relations=("tier",),
    )
    figure_field = "amount_max"

    class Meta(CitedFact.Meta):
        verbose_name = "地方配套"
        verbose_name_plural = "地方配套"
        ordering = ("region__code", "kind", "position", "pk")
        constraints = (
            *CitedFact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_min__isnull=True)
                | models.Q(amount_max__gte=models.F("amount_min")),
                name="regionaltopup_amounts_in_order",
                violation_error_message="最高金额不能低于最低金额。",
            ),
        )

    def to_criterion(self) -> rules.Criterion:
        """Return what the region asks beside the national rules, all of it at once."""
        conditions = tuple(row.to_rules() for row in self.local_conditions.all())
        source = self.to_rules_source()
        return rules.Criterion(
            self.code, (rules.Path(conditions),), title=self.title, source=source
        )

    def __str__(self) -> str:
        return f"{self.region}：{self.title}"

    def get_absolute_url(self) -> str:
        province = self.region.parent or self.region
        return f"{province.get_absolute_url()}#{self.code}"

    @property
    def amount_text(self) -> str:
        """Return the amount as readers see it: 最高300万元, 30万元, 20～40万元, 未见数额."""
        if self.figure_wording or self.amount_max is None:
            return self.figure_wording or "未见数额"
        if self.amount_min is None:
            return f"最高{amount_text(self.amount_max)}"
        return amount_range_text(self.amount_min, self.amount_max)

    def is_expired(self, on: date) -> bool:
        """Return whether this no longer applies on a day, as far as the document shows."""
        has_ended = self.valid_until is not None and self.valid_until < on
        return has_ended or self.validity == Validity.EXPIRED

    def validity_text(self, on: date) -> str:
        """Return whether this applies, as readers see it on a day; empty where nothing is said."""
        if self.valid_until is not None:
            return f"{'止于' if self.is_expired(on) else '有效期至'}{date_text(self.valid_until)}"
        words = {
            Validity.CURRENT: "有效",
            Validity.EXPIRED: "有效期已过，日期未见",
            Validity.UNCLEAR: "有效期未见",
        }
        return words.get(Validity(self.validity), "") if self.validity else ""
