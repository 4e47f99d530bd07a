"""Editing rule sets, criteria, and the conditions that pages print and the diagnosis applies."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from policies.admin.base import desk_page
from policies.admin.content.cited import CitedFactAdmin
from policies.admin.content.conditions import ConditionForm, PathForm, PathFormSet
from policies.admin.editing.admin import EditorTabularInline, section
from policies.admin.editing.rule_changes import changes_between, stored_rules
from policies.diagnosis.casework.outcome_changes import outcome_changes
from policies.models import Condition, Criterion, CriterionGroup, Path, RuleSet

CHECKED = "rules_checked"  # the button of a page that has shown what a change does
WHERE_THRESHOLDS_ARE = "数值门槛在本页下方的“比较条件”里改；没有条件的由专家判断。"


class CriterionGroupInline(EditorTabularInline):
    """The groups of a rule set, each with links to its criteria."""

    model = CriterionGroup
    fields = ("position", "title", "mode", "key", "links_to_criteria")
    readonly_fields = ("links_to_criteria",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CriterionGroup]:
        return super().get_queryset(request).select_related("rule_set").prefetch_related("criteria")

    @admin.display(description="条件项")
    def links_to_criteria(self, group: CriterionGroup) -> str:
        if group.pk is None:
            return "保存后可以添加"
        rows = [
            (reverse("admin:policies_criterion_change", args=[criterion.pk]), criterion.title)
            for criterion in group.criteria.all()
        ]
        add = (f"{reverse('admin:policies_criterion_add')}?group={group.pk}", "＋ 添加条件项")
        return format_html(
            '<ul class="links">{}</ul>',
            format_html_join("", '<li><a href="{}">{}</a></li>', [*rows, add]),
        )


@admin.register(RuleSet)
class RuleSetAdmin(CitedFactAdmin):
    """The criteria of one tier from one source."""

    list_display = ("title", "tier", "used_for", "effective_from", "repealed_on")
    list_filter = ("tier", "orientation", "for_new_applications", "for_reviews")
    search_fields = ("title", "code", "summary")
    search_help_text = "按名称或说明查找"
    inlines = (CriterionGroupInline,)
    fieldsets = (
        section("规则集", "title", ("tier", "code"), "summary", "orientation"),
        section("用于", ("for_new_applications", "for_reviews"), "holders"),
        section("有效期", ("effective_from", "repealed_on")),
    )

    @admin.display(description="用于")
    def used_for(self, rule_set: RuleSet) -> str:
        """Return the kinds of application, and whether the rule set draws conclusions."""
        kinds = {
            "新申请": rule_set.for_new_applications,
            "复核": rule_set.for_reviews,
            "仅供参考": rule_set.orientation,
        }
        return "、".join(kind for kind, applies in kinds.items() if applies)


class ConditionInline(EditorTabularInline):
    """The comparisons of a criterion, each stored once."""

    model = Condition
    form = ConditionForm
    fields = ("position", "metric", "operator", "threshold", "flag", "choices")


class PathInline(EditorTabularInline):
    """Which conditions together satisfy the criterion."""

    model = Path
    form = PathForm
    formset = PathFormSet
    fields = ("position", "condition_numbers", "exemption", "wording")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Path]:
        return super().get_queryset(request).prefetch_related("conditions")


@admin.register(Criterion)
class CriterionAdmin(CitedFactAdmin):
    """One requirement: its wording, and the paths of conditions that satisfy it.

    Before a threshold that readers see is saved, a page says what that changes and for how many
    enterprises: the change is made, compared with what was stored, and rolled back unseen.
    """

    list_display = ("title", "rule_set", "requirement")
    list_filter = (
        "group__rule_set__tier",
        ("group__rule_set", admin.RelatedOnlyFieldListFilter),
        "review",
    )
    search_fields = ("title", "wording", "code", "evidence")
    search_help_text = "按名称、条件原意或证明材料查找"
    inlines = (ConditionInline, PathInline)
    way = (("review", "platform_only"), "compared_as")
    fieldsets = (
        section("条件", "group", "title", "wording", "period"),
        section("证明与审核", "evidence", "verified_by", "caveat"),
        section("判断方式", *way, description=WHERE_THRESHOLDS_ARE),
        section("编号", ("code", "indicator", "position")),
    )

    class Media:
        js = ("admin_desk/conditions.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Criterion]:
        return super().get_queryset(request).prefetch_related("paths__conditions")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "group":
            kwargs["queryset"] = CriterionGroup.objects.select_related("rule_set")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        if request.method != "POST" or CHECKED in request.POST:
            return super().changeform_view(request, object_id, *args, **kwargs)
        known = object_id if object_id and object_id.isdecimal() else 0
        criterion = Criterion.objects.select_related("group__rule_set").filter(pk=known).first()
        if criterion is None or not criterion.group.rule_set.takes_effect:
            return super().changeform_view(request, object_id, *args, **kwargs)
        before = stored_rules(criterion.group.rule_set.pk)
        with transaction.atomic():
            request.is_trial = True  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, *args, **kwargs)
            if response.status_code != HTTPStatus.FOUND:
                return response
            after = stored_rules(criterion.group.rule_set.pk)
            transaction.set_rollback(True)
        request.is_trial = False  # type: ignore[attr-defined]
        changes = changes_between(before, after)
        if not changes:
            return super().changeform_view(request, object_id, *args, **kwargs)
        return desk_page(
            request,
            "wizards/rule_check",
            f"保存前检查：{criterion}",
            criterion=criterion,
            typed=[(name, text) for name, texts in request.POST.lists() for text in texts],
            checked=CHECKED,
            changes=changes,
            outcomes=outcome_changes(before.rules, after.rules),
        )

    def message_user(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        """Say nothing of a change that is only tried."""
        if not getattr(request, "is_trial", False):
            super().message_user(request, *args, **options)

    @admin.display(description="规则集", ordering="group__rule_set")
    def rule_set(self, criterion: Criterion) -> str:
        return criterion.group.rule_set.title

    @admin.display(description="规则")
    def requirement(self, criterion: Criterion) -> str:
        """Return the paths in words, as the diagnosis applies them."""
        return "；或".join(path.text for path in criterion.paths.all()) or "由专家判断"
