"""Rule sets and their criteria: what pages print and the diagnosis applies."""

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from markdownx.models import MarkdownxField

from policies import rules
from policies.models.conditions import Condition, Path
from policies.models.keys import KeyedManager, KeyedModel
from policies.models.publishing import SCHEDULED_HAS_TIME, Edition
from policies.models.sources import CHECKED_IFF_DATED, CitedFact, CitedFactQuerySet, Says
from policies.models.tiers import Tier
from policies.vocabulary import (
    ApplicationType,
    ContentKind,
    CurrentTitle,
    GroupMode,
    Metric,
    PublicationState,
    TierCode,
)

TAKING_EFFECT = (PublicationState.SCHEDULED, PublicationState.PUBLISHED)
KIND_FIELDS = {
    ApplicationType.NEW: "for_new_applications",
    ApplicationType.REVIEW: "for_reviews",
}


class RuleSetQuerySet(CitedFactQuerySet["RuleSet"]):
    """Reads of rule sets."""

    def with_successors(self, edition: Edition) -> Self:
        """Annotate the start of the next rule set of an edition, for each kind of application."""
        later = (
            RuleSet.objects.published(edition)
            .filter(
                tier=OuterRef("tier"),
                orientation=OuterRef("orientation"),
                effective_from__gt=OuterRef("effective_from"),
            )
            .order_by("effective_from")
            .values("effective_from")
        )
        return self.read_on(edition.day).annotate(
            next_for_new_applications=Subquery(later.filter(for_new_applications=True)[:1]),
            next_for_reviews=Subquery(later.filter(for_reviews=True)[:1]),
        )

    def itself_in_edition(self, edition: Edition) -> Self:
        """Return what is in force: for a kind of application, the latest start not after the day.

        A later rule set takes the place of an earlier one even where it was repealed since.
        """
        day = edition.day
        is_newest = Q()
        for kind in KIND_FIELDS.values():
            nothing_newer = Q(**{f"next_{kind}": None}) | Q(**{f"next_{kind}__gt": day})
            is_newest |= Q(**{kind: True}) & nothing_newer
        is_not_repealed = Q(repealed_on=None) | Q(repealed_on__gt=day)
        begun = self.published(edition).filter(is_not_repealed, effective_from__lte=day)
        return begun.with_successors(edition).filter(is_newest)

    def with_criteria(self, edition: Edition) -> Self:
        """Fetch the criteria with their paths and conditions, in a fixed number of queries."""
        # Not `in_edition`: a rule set of earlier times is compared with its criteria. Each kind is
        # ordered within its parent only, so that no query joins all the way up to the tier.
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
    repealed_on = models.DateField(
        "废止日期",
        null=True,
        blank=True,
        help_text="从这一天起不再适用；只被新规则集接替的不填，到时自动接替",
    )

    # The start of the next rule set for each kind, of rows read `with_successors`.
    next_for_new_applications: date | None = None
    next_for_reviews: date | None = None

    objects = RuleSetQuerySet.as_manager()  # type: ignore[misc]
    visibility_parents = ("tier",)
    url_relations = ("tier__topic_page",)
    says = Says(ContentKind.CRITERION, context="tier", details=("summary",))

    class Meta(CitedFact.Meta):
        verbose_name = "规则集"
        verbose_name_plural = "规则集"
        ordering = ("tier", "orientation", "-effective_from")
        constraints = (
            SCHEDULED_HAS_TIME,
            CHECKED_IFF_DATED,
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True) | Q(repealed_on__gt=F("effective_from")),
                name="ruleset_repealed_after_it_begins",
                violation_error_message="废止日期要晚于施行日期。",
            ),
            models.CheckConstraint(
                condition=Q(for_new_applications=True) | Q(for_reviews=True),
                name="ruleset_applies_to_something",
                violation_error_message="新申请、复核至少选一项。",
            ),
            *(
                models.UniqueConstraint(
                    fields=("tier", "orientation", "effective_from"),
                    condition=Q(**{kind: True}, publication__in=TAKING_EFFECT),
                    name=f"ruleset_one_start_{kind}",
                    violation_error_message="同一层级、同类申请同一天只能有一套规则开始施行。",
                )
                for kind in KIND_FIELDS.values()
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a repeal before the rules apply; other ends are derived, not entered."""
        if self.effective_from and self.repealed_on and self.repealed_on <= self.effective_from:
            raise ValidationError({"repealed_on": "废止日期要晚于施行日期。"})

    def get_absolute_url(self) -> str:
        return f"{self.tier.get_absolute_url()}#criteria"

    @property
    def takes_effect(self) -> bool:
        """Whether the rule set is published or will be."""
        return self.publication in TAKING_EFFECT

    @property
    def applies_to(self) -> frozenset[ApplicationType]:
        """The kinds of application that no newer rule set has taken over by the day of reading."""
        return frozenset(
            kind
            for kind, field in KIND_FIELDS.items()
            if getattr(self, field)
            and not (self.read_on and (start := self._next(kind)) and start <= self.read_on)
        )

    @property
    def effective_to(self) -> date | None:  # type: ignore[override]
        """The last day: before the next rule sets' start or the repeal, whichever is earlier."""
        nexts = [self._next(kind) for kind in self.applies_to]
        succeeded_on = None if None in nexts else max(filter(None, nexts), default=None)
        ends = [day for day in (succeeded_on, self.repealed_on) if day]
        return min(ends) - timedelta(days=1) if ends else None

    def _next(self, kind: ApplicationType) -> date | None:
        start: date | None = getattr(self, f"next_{KIND_FIELDS[kind]}")
        return start

    @property
    def former(self) -> "RuleSet | None":
        """The rule set whose place this one takes, by their starts."""
        kinds = [Q(**{field: True}) for field in KIND_FIELDS.values() if getattr(self, field)]
        earlier = RuleSet.objects.filter(
            reduce(or_, kinds),
            tier=self.tier,
            orientation=self.orientation,
            publication__in=TAKING_EFFECT,
            effective_from__lt=self.effective_from,
        )
        return earlier.order_by("-effective_from").first()

    @property
    def criteria(self) -> "list[Criterion]":
        """Return the criteria in the order of print."""
        return [criterion for group in self.groups.all() for criterion in group.criteria.all()]

    def to_rules(self) -> rules.RuleSet:
        """Return the rule set as the engine applies it; call on `with_rules()` rows."""
        return rules.RuleSet(
            code=self.code,
            tier=TierCode(self.tier.code),
            source=self.to_rules_source(),
            criteria=tuple(criterion.to_rules() for criterion in self.criteria),
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            applies_to=self.applies_to,
            holders_only=frozenset(CurrentTitle(tier.code) for tier in self.holders.all()),
            orientation=self.orientation,
            tier_name=self.tier.short_name,
            title=self.title,
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
    compared_as = models.CharField(
        "对比时列入",
        max_length=30,
        blank=True,
        choices=Metric.choices(),
        help_text="没有数值的条件，在对比表里和哪个指标排在一行",
    )

    natural_key_lookups = ("group__rule_set__code", "group__key", "code")
    visibility_parents = ("group__rule_set",)
    url_relations = ("group__rule_set__tier__topic_page",)
    says = Says(
        ContentKind.CRITERION,
        context="group.rule_set",
        states=("wording", "requirement"),
        details=("exemptions", "period", "evidence", "verified_by", "caveat"),
        relations=("paths__conditions",),
    )

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

    @property
    def requirement(self) -> str:
        return "；".join(path.text for path in self.main_paths)

    @property
    def exemptions(self) -> str:
        return "；".join(path.text for path in self.exemption_paths)

    def to_rules(self) -> rules.Criterion:
        return rules.Criterion(
            code=self.code,
            paths=tuple(path.to_rules() for path in self.paths.all()),
            review=self.review,
            platform_only=self.platform_only,
            title=self.title,
            evidence=self.evidence,
            caveat=self.caveat,
            source=self.to_rules_source(),
        )
