"""Rule sets and their criteria: what pages print and the diagnosis applies."""

from datetime import timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from markdownx.models import MarkdownxField

from policies import rules
from policies.models.conditions import Condition, Path
from policies.models.history import change
from policies.models.keys import KeyedManager, KeyedModel
from policies.models.publishing import Edition
from policies.models.sources import CitedFact, CitedFactQuerySet
from policies.models.tiers import Tier
from policies.vocabulary import (
    ApplicationType,
    CurrentTitle,
    GroupMode,
    PublicationState,
    TierCode,
)

TAKING_EFFECT = (PublicationState.SCHEDULED, PublicationState.PUBLISHED)


class RuleSetQuerySet(CitedFactQuerySet["RuleSet"]):
    """Reads of rule sets."""

    def itself_in_edition(self, edition: Edition) -> Self:
        """Return what is published and in force; a draft takes the place of the former."""
        rule_sets = super().itself_in_edition(edition)
        if not edition.with_drafts:
            return rule_sets
        shared_kind = Q(for_new_applications=True) & Q(
            for_new_applications=OuterRef("for_new_applications")
        )
        shared_kind |= Q(for_reviews=True) & Q(for_reviews=OuterRef("for_reviews"))
        successors = RuleSet.objects.in_force(edition.day).filter(
            shared_kind,
            publication=PublicationState.DRAFT,
            tier=OuterRef("tier"),
            orientation=OuterRef("orientation"),
            effective_from__gt=OuterRef("effective_from"),
        )
        return rule_sets.exclude(Exists(successors))

    def with_criteria(self, edition: Edition) -> Self:
        """Fetch the criteria with their paths and conditions, in a fixed number of queries."""
        # Not `in_edition`: a rule set of earlier times is compared with its criteria. Each kind is
        # ordered within its whole only, so that no query joins all the way up to the tier.
        paths = Path.objects.order_by("position").prefetch_related(
            Prefetch("conditions", Condition.objects.order_by("position"))
        )
        criteria = Criterion.objects.itself_in_edition(edition).order_by("position", "pk")
        groups = CriterionGroup.objects.order_by("position", "pk").prefetch_related(
            Prefetch("criteria", criteria.prefetch_related(Prefetch("paths", paths)))
        )
        return self.prefetch_related(Prefetch("groups", groups))

    def with_rules(self, edition: Edition) -> Self:
        """Fetch all that applying the rules needs, in a fixed number of queries."""
        rule_sets = self.with_criteria(edition).select_related("tier", "source")
        return rule_sets.prefetch_related("holders", "groups__criteria__source")


class RuleSet(CitedFact):
    """The criteria of one tier from one source, with their time and their addressees."""

    code = models.SlugField("代号", unique=True)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="rule_sets", verbose_name="层级")
    title = models.CharField("名称", max_length=80)
    summary = MarkdownxField("说明", blank=True)
    orientation = models.BooleanField(
        "仅供参考，不作结论",
        default=False,
        help_text="本中心的遴选要点逐项列出，不给出是否达标的结论",
    )
    for_new_applications = models.BooleanField("用于新申请", default=True)
    for_reviews = models.BooleanField("用于复核", default=False)
    holders = models.ManyToManyField(
        Tier,
        blank=True,
        related_name="+",
        verbose_name="只适用于现有称号",
        help_text="不选表示不限现有称号",
    )
    effective_from = models.DateField("施行日期")
    effective_to = models.DateField(
        "失效日期", null=True, blank=True, help_text="含当天；仍有效时留空"
    )
    succeeds = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name="接替",
        help_text="发布时，被接替的规则集在前一天失效",
    )

    objects = RuleSetQuerySet.as_manager()
    natural_key_lookups = ("code",)
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)

    class Meta(CitedFact.Meta):
        verbose_name = "规则集"
        verbose_name_plural = "规则集"
        ordering = ("tier", "orientation", "-effective_from")
        constraints = (
            *CitedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(for_new_applications=True) | Q(for_reviews=True),
                name="ruleset_applies_to_something",
                violation_error_message="新申请、复核至少选一项。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an overlap with a rule set of the same tier, application type and orientation."""
        super().clean()
        if self.effective_from is None or self.tier_id is None or not self.takes_effect:
            return
        others = RuleSet.objects.exclude(pk=self.pk).filter(
            tier=self.tier, orientation=self.orientation, publication__in=TAKING_EFFECT
        )
        shared_kind = Q()
        if self.for_new_applications:
            shared_kind |= Q(for_new_applications=True)
        if self.for_reviews:
            shared_kind |= Q(for_reviews=True)
        ends_after_this_begins = Q(effective_to__isnull=True) | Q(
            effective_to__gte=self.effective_from
        )
        begins_before_this_ends = (
            Q(effective_from__lte=self.effective_to) if self.effective_to else Q()
        )
        if self.succeeds is not None and self.succeeds.effective_from < self.effective_from:
            others = others.exclude(pk=self.succeeds.pk)  # it ends as this one takes effect
        clash = others.filter(shared_kind, ends_after_this_begins, begins_before_this_ends).first()
        if clash is not None and (self.for_new_applications or self.for_reviews):
            message = f"与“{clash}”的有效期重叠：同一层级、同类申请同一天只能有一套规则。"
            raise ValidationError({"effective_from": message})

    def save(self, *args: Any, **options: Any) -> None:
        """Save as Django does; a rule set that takes effect ends the one that it succeeds."""
        with change():
            former = self.succeeds
            if self.takes_effect and former is not None and former.is_in_force(self.effective_from):
                former.effective_to = self.effective_from - timedelta(days=1)
                former.save()
            super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#criteria"

    @property
    def takes_effect(self) -> bool:
        """Return whether the rule set is published or will be; drafts may overlap others."""
        return self.publication in TAKING_EFFECT

    @property
    def criteria(self) -> "list[Criterion]":
        """Return the criteria in the order of print."""
        return [criterion for group in self.groups.all() for criterion in group.criteria.all()]

    def to_rules(self) -> rules.RuleSet:
        """Return the rule set as the engine applies it; call on `with_rules()` rows."""
        kinds = {
            ApplicationType.NEW: self.for_new_applications,
            ApplicationType.REVIEW: self.for_reviews,
        }
        return rules.RuleSet(
            code=self.code,
            tier=TierCode(self.tier.code),
            source=self.source.key,
            criteria=tuple(criterion.to_rules() for criterion in self.criteria),
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            applies_to=frozenset(kind for kind, applies in kinds.items() if applies),
            holders_only=frozenset(CurrentTitle(tier.code) for tier in self.holders.all()),
            orientation=self.orientation,
        )


class CriterionGroup(KeyedModel):
    """Criteria printed under one heading."""

    rule_set = models.ForeignKey(
        RuleSet, models.CASCADE, related_name="groups", verbose_name="规则集"
    )
    key = models.SlugField("代号")
    position = models.PositiveSmallIntegerField("排序", default=0)
    title = models.CharField("标题", max_length=60)
    mode = models.CharField(
        "怎样连接", max_length=8, choices=GroupMode.choices(), default=GroupMode.ALL
    )

    objects = KeyedManager()
    natural_key_lookups = ("rule_set__code", "key")
    parent_field = "rule_set"

    class Meta:
        verbose_name = "条件分组"
        verbose_name_plural = "条件分组"
        ordering = ("rule_set", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("rule_set", "key"), name="criteriongroup_key_once"),
        )

    def __str__(self) -> str:
        return f"{self.rule_set}·{self.title}"


class Criterion(CitedFact):
    """One requirement: its wording for readers, and the paths of conditions that satisfy it."""

    group = models.ForeignKey(
        CriterionGroup, models.CASCADE, related_name="criteria", verbose_name="分组"
    )
    code = models.SlugField("代号")
    position = models.PositiveSmallIntegerField("排序", default=0)
    title = models.CharField("名称", max_length=60)
    wording = models.CharField(
        "条件原意", max_length=300, blank=True, help_text="给读者看的完整说法"
    )
    period = models.CharField("考核期间", max_length=40, blank=True)
    evidence = models.CharField("证明材料", max_length=200, blank=True)
    verified_by = models.CharField("由谁核实", max_length=80, blank=True)
    caveat = models.CharField("审核时还会看", max_length=200, blank=True)
    indicator = models.PositiveSmallIntegerField("指标序号", null=True, blank=True)
    review = models.BooleanField("由专家判断", default=False)
    platform_only = models.BooleanField("只认培育平台的得分", default=False)

    objects = CitedFactQuerySet.as_manager()
    natural_key_lookups = ("group__rule_set__code", "group__key", "code")
    visibility_parents = ("group__rule_set",)
    url_relations = ("group__rule_set__tier__topic_page",)

    class Meta(CitedFact.Meta):
        verbose_name = "条件项"
        verbose_name_plural = "条件项"
        ordering = ("group", "position", "pk")
        constraints = (
            *CitedFact.Meta.constraints,
            models.UniqueConstraint(fields=("group", "code"), name="criterion_code_once_per_group"),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a code that the rule set already uses in another group."""
        super().clean()
        if self.group_id is None:
            return
        twins = Criterion.objects.filter(group__rule_set=self.group.rule_set, code=self.code)
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"code": "这套规则里已有同样代号的条件。"})

    def get_absolute_url(self) -> str:
        return f"{self.group.rule_set.tier.get_absolute_url()}#{self.code}"

    @property
    def main_paths(self) -> "list[Path]":
        """Return the paths that are no exemption."""
        return [path for path in self.paths.all() if not path.exemption]

    @property
    def exemption_paths(self) -> "list[Path]":
        """Return the paths that stand in for the main ones."""
        return [path for path in self.paths.all() if path.exemption]

    def to_rules(self) -> rules.Criterion:
        return rules.Criterion(
            code=self.code,
            paths=tuple(path.to_rules() for path in self.paths.all()),
            review=self.review,
        )
