"""The comparisons of a criterion, and which of them together satisfy it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from policies import rules
from policies.models.keys import KeyedManager, KeyedModel
from policies.rules.wording import figure_text, requirement_text
from policies.vocabulary import Metric, MetricKind, Operator


class Comparison(KeyedModel):
    """One comparison of a metric with a threshold."""

    position = models.PositiveSmallIntegerField("序号", help_text="路径里用这个序号指代")
    metric = models.CharField("指标", max_length=30, choices=Metric.choices())
    operator = models.CharField("比较", max_length=10, choices=Operator.choices())
    threshold = models.DecimalField(
        "数值门槛",
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="金额以万元计，比例以%计",
    )
    flag = models.BooleanField("须为（是/否）", null=True, blank=True)
    choices = models.JSONField("选项", default=list, blank=True)

    objects = KeyedManager()
    figure_field = "threshold"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    def clean(self) -> None:
        """Refuse an operator that cannot compare the metric, and a threshold of the wrong type."""
        super().clean()
        if self.metric not in Metric.codes() or self.operator not in Operator.codes():
            return
        metric, operator = Metric(self.metric), Operator(self.operator)
        if operator.kind != metric.kind:
            raise ValidationError(
                {"operator": f"“{metric.label}”是{metric.kind.label}，不能这样比较。"}
            )
        errors: dict[str, str] = {}
        if (metric.kind == MetricKind.NUMBER) != (self.threshold is not None):
            errors["threshold"] = "数值指标要填门槛，其他指标不填。"
        if (metric.kind == MetricKind.FLAG) != (self.flag is not None):
            errors["flag"] = "是或否的指标要选“是”或“否”，其他指标不选。"
        if not isinstance(self.choices, list) or not all(isinstance(c, str) for c in self.choices):
            errors["choices"] = "选项要写成代号的列表。"
        elif (operator == Operator.OVERLAPS) != bool(self.choices):
            errors["choices"] = "“至少属于其一”要列出选项，其他比较不列。"
        elif metric.options is not None and not set(self.choices) <= set(metric.options.codes()):
            errors["choices"] = "选项里有这个指标没有的代号。"
        if errors:
            raise ValidationError(errors)

    @property
    def text(self) -> str:
        """Return the condition in words: 上年度营业收入不低于5000万元."""
        return requirement_text(self.to_rules())

    @property
    def figure_unit(self) -> str:
        return Metric(self.metric).unit or ""

    @property
    def figure(self) -> str:
        """Return the threshold with its unit: 1200万元; empty without one."""
        return figure_text(self.to_rules())

    def to_rules(self) -> rules.Condition:
        operator = Operator(self.operator)
        required: rules.Required = None
        if operator.kind == MetricKind.NUMBER:
            required = self.threshold
        elif operator.kind == MetricKind.FLAG:
            required = self.flag
        elif operator == Operator.OVERLAPS:
            required = frozenset(self.choices)
        return rules.Condition(Metric(self.metric), operator, required)


class Condition(Comparison):
    """A comparison of a criterion, stored once however many paths name it."""

    criterion = models.ForeignKey(
        "policies.Criterion", models.CASCADE, related_name="conditions", verbose_name="条件项"
    )

    parent_field = "criterion"
    natural_key_lookups = (
        "criterion__group__rule_set__code",
        "criterion__group__key",
        "criterion__code",
        "position",
    )

    class Meta:
        verbose_name = "比较条件"
        verbose_name_plural = "比较条件"
        ordering = ("criterion", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("criterion", "position"), name="condition_position_once"
            ),
            models.CheckConstraint(
                condition=Q(metric__in=Metric.codes()), name="condition_metric_known"
            ),
            models.CheckConstraint(
                condition=Q(operator__in=Operator.codes()), name="condition_operator_known"
            ),
        )


class LocalCondition(Comparison):
    """A comparison that one region asks for beside the national rules."""

    rule = models.ForeignKey(
        "policies.RegionalTopUp",
        models.CASCADE,
        related_name="local_conditions",
        verbose_name="本省另有的规定",
    )

    parent_field = "rule"
    natural_key_lookups = ("rule__code", "position")

    class Meta:
        verbose_name = "另加的条件"
        verbose_name_plural = "另加的条件"
        ordering = ("rule", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "position"), name="localcondition_position_once"
            ),
        )


class Path(KeyedModel):
    """Conditions that together satisfy a criterion."""

    criterion = models.ForeignKey(
        "policies.Criterion", models.CASCADE, related_name="paths", verbose_name="条件项"
    )
    position = models.PositiveSmallIntegerField("次序")
    exemption = models.CharField(
        "豁免名称", max_length=60, blank=True, help_text="主路径留空；替代主路径时写出名称"
    )
    wording = models.CharField("给读者的说法", max_length=200, blank=True)
    conditions = models.ManyToManyField(Condition, related_name="paths", verbose_name="须同时满足")

    objects = KeyedManager()
    parent_field = "criterion"
    natural_key_lookups = (
        "criterion__group__rule_set__code",
        "criterion__group__key",
        "criterion__code",
        "position",
    )

    class Meta:
        verbose_name = "路径"
        verbose_name_plural = "路径"
        ordering = ("criterion", "position")
        constraints = (
            models.UniqueConstraint(fields=("criterion", "position"), name="path_position_once"),
        )

    def __str__(self) -> str:
        return self.exemption or f"路径{self.position}"

    @property
    def text(self) -> str:
        """Return the path in words: the stored wording, else its conditions joined."""
        return self.wording or "，且".join(condition.text for condition in self.conditions.all())

    def to_rules(self) -> rules.Path:
        return rules.Path(
            conditions=tuple(condition.to_rules() for condition in self.conditions.all()),
            exemption=self.exemption,
        )
