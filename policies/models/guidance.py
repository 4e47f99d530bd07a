"""How to prepare and apply, what a title obliges to, and what changed."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from policies.models.publishing import Edition
from policies.models.sources import CitedFact, CitedFactQuerySet, Says
from policies.models.tiers import Tier
from policies.vocabulary import Audience, ContentKind, MaterialRequirement


class ProcessStep(CitedFact):
    """One step on the way to a tier."""

    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="process_steps", verbose_name="层级"
    )
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("步骤", max_length=40)
    text = models.CharField("内容", max_length=200)

    natural_key_lookups = ("tier__code", "position")
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(ContentKind.GUIDANCE, title="title", context="tier", states=("text",))

    class Meta(CitedFact.Meta):
        verbose_name = "流程步骤"
        verbose_name_plural = "流程步骤"
        ordering = ("tier", "position")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(fields=("tier", "position"), name="processstep_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.tier}：{self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#process"


class PreparationAdvice(CitedFact):
    """What an enterprise should do now, by whether it is a 小巨人 already."""

    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="preparation_advice", verbose_name="目标层级"
    )
    audience = models.CharField("给谁", max_length=10, choices=Audience.choices())
    position = models.PositiveSmallIntegerField("排序")
    title = models.CharField("小标题", max_length=40)
    text = models.CharField("内容", max_length=200)
    link_tier = models.ForeignKey(
        Tier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="链到哪个层级的页面",
    )

    natural_key_lookups = ("tier__code", "audience", "position")
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(ContentKind.GUIDANCE, title="title", context="tier", states=("text",))

    class Meta(CitedFact.Meta):
        verbose_name = "准备建议"
        verbose_name_plural = "准备建议"
        ordering = ("tier", "-audience", "position")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=("tier", "audience", "position"), name="preparationadvice_position_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}：{self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#preparation"


class ObligationQuerySet(CitedFactQuerySet["Obligation"]):
    """Reads of obligations."""

    def in_edition(self, edition: Edition) -> Self:
        """Return the obligations that readers see: they see one of the tiers concerned."""
        tiers = Tier.objects.in_edition(edition).filter(obligations=OuterRef("pk"))
        return super().in_edition(edition).filter(Exists(tiers))


class Obligation(CitedFact):
    """A rule of 动态管理: validity, yearly updates, reviews, withdrawal."""

    code = models.SlugField("代号", unique=True)
    tiers = models.ManyToManyField(Tier, related_name="obligations", verbose_name="适用层级")
    position = models.PositiveSmallIntegerField("排序", default=0)
    topic = models.CharField("事项", max_length=40)
    rule = models.CharField("规定", max_length=300)
    old_rule = models.CharField("旧规定", max_length=200, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = ObligationQuerySet.as_manager()  # type: ignore[misc]
    url_relations = ("tiers__topic_page",)
    says = Says(ContentKind.GUIDANCE, title="topic", states=("rule",), details=("old_rule", "note"))

    class Meta(CitedFact.Meta):
        verbose_name = "动态管理规定"
        verbose_name_plural = "动态管理规定"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return f"{self.topic}：{self.rule}"

    def get_absolute_url(self) -> str:
        """Return the obligations on the page of the lowest tier concerned that has one."""
        tiers = [tier for tier in self.tiers.all() if hasattr(tier, "topic_page")]
        tier = min(tiers, key=lambda tier: tier.position, default=None)
        return f"{tier.get_absolute_url()}#obligations" if tier else reverse("home")


class StandardChange(CitedFact):
    """What changed between the old and the new standard of a tier."""

    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="standard_changes", verbose_name="层级"
    )
    position = models.PositiveSmallIntegerField("排序")
    item = models.CharField("项目", max_length=60)
    old = models.CharField("2022年标准", max_length=120)
    new = models.CharField("2026年标准", max_length=120)
    direction = models.CharField("变化", max_length=20, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    natural_key_lookups = ("tier__code", "position")
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(
        ContentKind.GUIDANCE,
        title="item",
        context="tier",
        states=("old", "new"),
        details=("direction", "note"),
    )

    class Meta(CitedFact.Meta):
        verbose_name = "标准变化"
        verbose_name_plural = "标准变化"
        ordering = ("tier", "position")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=("tier", "position"), name="standardchange_position_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.tier}·{self.item}"

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#changes"


class MaterialChecklist(CitedFact):
    """The materials of one application, as one notice lists them."""

    code = models.SlugField("代号", unique=True)
    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="material_checklists", verbose_name="层级"
    )
    title = models.CharField("标题", max_length=60)
    basis = models.CharField("按什么整理", max_length=120)
    caution = models.CharField("注意", max_length=200, blank=True)

    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(ContentKind.GUIDANCE, context="tier", details=("basis", "caution"))

    class Meta(CitedFact.Meta):
        verbose_name = "材料清单"
        verbose_name_plural = "材料清单"
        ordering = ("tier", "code")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#materials"


class Material(CitedFact):
    """One item of a checklist."""

    checklist = models.ForeignKey(
        MaterialChecklist, models.CASCADE, related_name="materials", verbose_name="清单"
    )
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("材料", max_length=120)
    requirement = models.CharField(
        "要不要",
        max_length=16,
        choices=MaterialRequirement.choices(),
        default=MaterialRequirement.REQUIRED,
    )
    note = models.CharField("说明", max_length=120, blank=True)

    natural_key_lookups = ("checklist__code", "position")
    visibility_parents = ("checklist",)
    parent_field = "checklist"
    url_relations = ("checklist__tier__topic_page",)
    says = Says(ContentKind.GUIDANCE, context="checklist", details=("note",))

    class Meta(CitedFact.Meta):
        verbose_name = "材料"
        verbose_name_plural = "材料"
        ordering = ("checklist", "position")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=("checklist", "position"), name="material_position_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.checklist.get_absolute_url()
