"""Editing what the pages say: what each subject lists, finds and asks for."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from policies import models
from policies.admin.content.cited import RELATED, CitedFactAdmin, CitedFactInline, shown
from policies.admin.content.conditions import ConditionForm
from policies.admin.content.wordings import WordedMixin
from policies.admin.editing.admin import (
    EditorAdmin,
    EditorTabularInline,
    PublishableAdmin,
    section,
)
from policies.admin.import_export.views import ImportExportMixin
from policies.vocabulary import TopUpKind


@admin.register(models.Tier)
class TierAdmin(CitedFactAdmin):
    """The steps of the ladder."""

    list_display = ("short_name", "official_name", "position", "kind")
    search_fields = ("short_name", "official_name", "former_name", "code")
    search_help_text = "按名称查找"
    fieldsets = (
        section("名称", "official_name", ("short_name", "former_name"), "code", "meaning"),
        section("性质", "kind", ("is_support_list", "is_neighbour"), "recognised_by", "validity"),
        section("在梯度中的位置", "position", "prerequisite", "prerequisite_note", "open_point"),
    )


class TopicSectionInline(CitedFactInline):
    """The sections of a page, in its order."""

    model = models.TopicSection
    fieldsets = (
        section(None, "title", "body", "callout", "basis_wording", ("kind", "key", "position")),
    )


@admin.register(models.TopicPage)
class TopicPageAdmin(WordedMixin, CitedFactAdmin):
    """The pages about the tiers, each with its sections."""

    list_display = ("title", "tier", "slug")
    list_select_related = ("source", "tier")
    list_filter = ("tier",)
    search_fields = ("title", "description", "sections__title", "sections__body")
    search_help_text = "按标题、摘要或正文查找"
    inlines = (TopicSectionInline,)
    fieldsets = (
        section("页面", "title", ("tier", "slug"), "description"),
        section("页首", "lead", "notice"),
    )


@admin.register(models.EnterpriseCount)
class EnterpriseCountAdmin(ImportExportMixin, CitedFactAdmin):
    """How many enterprises a tier or batch had on a day."""

    shown = shown("value", "text")
    list_display = ("measure", "tier", "shown", "as_of", "attributed_to")
    list_filter = ("tier",)
    search_fields = ("measure", "batch_name", "code", "tier__short_name")
    search_help_text = "按数的是什么、批次或层级查找"
    readonly_fields = ("shown",)
    figure = (("value", "unit", "qualifier"), "figure_wording", "shown", ("as_of", "as_of_note"))
    fieldsets = (
        section("数的是什么", "measure", ("tier", "batch_name")),
        section("数值", *figure),
        section("说明", "attributed_to", "note", ("code", "position")),
    )


@admin.register(models.SupportMeasure)
class SupportMeasureAdmin(CitedFactAdmin):
    """What the enterprises of a tier receive."""

    amount_shown = shown("amount")
    list_display = ("text", "tier", "group", "amount_shown")
    list_filter = ("tier", "group")
    search_fields = ("text", "detail", "code", "tier__short_name")
    search_help_text = "按措施、细节或层级查找"
    readonly_fields = ("amount_shown",)
    figure = (("amount_prefix", "amount", "amount_note"), "figure_wording", "amount_shown")
    fieldsets = (
        section("措施", ("tier", "group"), "text", "detail"),
        section("金额", *figure),
        section("排序", ("code", "position")),
    )


TOP_UP_AMOUNT = (("amount_min", "amount_max"), "frequency", "figure_wording", "amount_shown")
TOP_UP_FIELDSETS: Any = (
    section("内容", "title", ("tier", "kind"), "conditions", "other_benefits"),
    section("金额", *TOP_UP_AMOUNT),
    section("有效期", ("validity", "valid_until"), "valid_note"),
    section("原句与排序", "quote", ("code", "position")),
)


class RegionalTopUpInline(CitedFactInline):
    """What this region gives."""

    model = models.RegionalTopUp
    amount_shown = shown("amount_max")
    readonly_fields = ("amount_shown",)
    fieldsets = TOP_UP_FIELDSETS


@admin.register(models.Region)
class RegionAdmin(EditorAdmin):
    """Provinces and cities."""

    list_display = ("short_name", "code", "level", "parent", "searched_on", "authority_name")
    list_filter = ("level", ("searched_on", admin.EmptyFieldListFilter), "top_ups__kind")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "slug", "code")
    search_help_text = "按名称、拼音或行政区划代码查找"
    autocomplete_fields = ("parent", "authority_source")
    inlines = (RegionalTopUpInline,)
    authority = ("authority_name", "authority_phone", "authority_url", "authority_note")
    basis = (("authority_source", "authority_confidence"), "seen_at")
    fieldsets = (
        section("地区", ("name", "short_name"), ("level", "parent"), ("code", "slug")),
        section("检索", "searched_on", "search_result"),
        section("主管部门", *authority, *basis),
    )


class LocalConditionInline(EditorTabularInline):
    """What a region asks beside the national rules, as the 诊断表 applies it."""

    model = models.LocalCondition
    form = ConditionForm
    fields = ("position", "metric", "operator", "threshold", "flag", "choices")


@admin.register(models.RegionalTopUp)
class RegionalTopUpAdmin(ImportExportMixin, CitedFactAdmin):
    """All top-ups of all regions in one list."""

    amount_shown = shown("amount_max")
    list_display = ("title", "region", "tier", "kind", "amount_shown")
    list_filter = (("region", admin.RelatedOnlyFieldListFilter), "tier", "kind")
    list_select_related = ("source", "region", "tier")
    search_fields = ("title", "conditions", "region__name", "code")
    search_help_text = "按内容、条件或地区查找"
    autocomplete_fields = (*RELATED, "region")
    readonly_fields = ("amount_shown",)
    fieldsets = (section("地区", "region"), *TOP_UP_FIELDSETS)
    inlines = (LocalConditionInline,)

    def get_inlines(self, request: HttpRequest, obj: models.RegionalTopUp | None) -> list[Any]:
        return [*self.inlines] if obj and obj.kind == TopUpKind.RULE else []


class ComparisonCellInline(CitedFactInline):
    """What each tier has in this dimension."""

    model = models.ComparisonCell
    autocomplete_fields = (*RELATED, "support_measure", "enterprise_count")
    content = ("tier", "text", "support_measure", "enterprise_count")
    fieldsets = (section(None, *content, description="内容、金额、数量三者填一个，且只填一个。"),)


@admin.register(models.ComparisonDimension)
class ComparisonDimensionAdmin(EditorAdmin):
    """The rows of the comparison table, each with a cell for every tier."""

    list_display = ("title", "position")
    list_filter = (
        *("cells__tier", "cells__trust_state"),
        ("cells__source", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "cells__text")
    search_help_text = "按维度或内容查找"
    inlines = (ComparisonCellInline,)
    fieldsets = (section("维度", "title", ("key", "position")),)


class RoundWindowInline(CitedFactInline):
    """The dates of a round."""

    model = models.RoundWindow
    fieldsets = (section(None, "title", ("opens_on", "closes_on"), "date_note", "position"),)


@admin.register(models.ApplicationRound)
class ApplicationRoundAdmin(CitedFactAdmin):
    """The rounds: a new batch is one row here."""

    list_display = ("batch_name", "tier", "application_year", "notice_state", "state_checked_on")
    list_filter = ("tier", "notice_state", "application_year")
    search_fields = ("batch_name", "code", "state_text")
    search_help_text = "按批次名称查找"
    autocomplete_fields = (*RELATED, "notice")
    inlines = (RoundWindowInline,)
    fieldsets = (
        section("批次", "tier", ("batch_name", "application_year"), "notice", "code"),
        section("状态", ("notice_state", "state_checked_on"), "state_text"),
        section("会计年度", "last_accounting_year"),
    )


@admin.register(models.YearlyEvent)
class YearlyEventAdmin(CitedFactAdmin):
    """What recurs every year."""

    list_display = ("period", "what", "position")
    search_fields = ("period", "what")
    search_help_text = "按时间或事项查找"
    fieldsets = (
        section("每年", ("first_month", "last_month"), "period", "what"),
        section("显示", "tiers", "position"),
    )


@admin.register(models.ProcessStep)
class ProcessStepAdmin(CitedFactAdmin):
    """The steps on the way to a tier."""

    list_display = ("title", "tier", "position", "text")
    list_filter = ("tier",)
    search_fields = ("title", "text")
    search_help_text = "按步骤或内容查找"
    fieldsets = (section("步骤", ("tier", "position"), "title", "text"),)


@admin.register(models.PreparationAdvice)
class PreparationAdviceAdmin(CitedFactAdmin):
    """What an enterprise should do now."""

    list_display = ("title", "tier", "audience", "position", "text")
    list_filter = ("tier", "audience")
    search_fields = ("title", "text")
    search_help_text = "按小标题或内容查找"
    fieldsets = (
        section("给谁", ("tier", "audience", "position")),
        section("建议", "title", "text", "link_tier"),
    )


@admin.register(models.Obligation)
class ObligationAdmin(CitedFactAdmin):
    """The rules of 动态管理."""

    list_display = ("topic", "rule", "old_rule")
    list_filter = ("tiers",)
    search_fields = ("topic", "rule", "note")
    search_help_text = "按事项或规定查找"
    fieldsets = (
        section("规定", "topic", "rule", "old_rule", "note"),
        section("适用", "tiers", ("code", "position")),
    )


@admin.register(models.StandardChange)
class StandardChangeAdmin(CitedFactAdmin):
    """What changed between the old and the new standard."""

    list_display = ("item", "tier", "old", "new", "direction")
    list_filter = ("tier",)
    search_fields = ("item", "old", "new")
    search_help_text = "按项目或标准查找"
    fieldsets = (section("变化", ("tier", "position"), "item", "old", "new", "direction", "note"),)


class MaterialInline(CitedFactInline):
    """The items of a checklist."""

    model = models.Material
    fieldsets = (section(None, "name", ("requirement", "position"), "note"),)


@admin.register(models.MaterialChecklist)
class MaterialChecklistAdmin(CitedFactAdmin):
    """The materials of one application."""

    list_display = ("title", "tier", "basis")
    list_filter = ("tier",)
    search_fields = ("title", "materials__name")
    search_help_text = "按标题或材料查找"
    inlines = (MaterialInline,)
    fieldsets = (section("清单", "title", ("tier", "code"), "basis", "caution"),)


@admin.register(models.Term)
class TermAdmin(CitedFactAdmin):
    """The terms; their text also helps beside the fields of the 诊断表."""

    list_display = ("name", "meaning", "position")
    search_fields = ("name", "meaning", "key")
    search_help_text = "按术语或解释查找"
    fieldsets = (section("术语", "name", "meaning", "note", "synonyms", ("key", "position")),)


@admin.register(models.SmeSizeLimit)
class SmeSizeLimitAdmin(CitedFactAdmin):
    """Below which size an industry's enterprises are small or medium."""

    list_display = ("industry", "employees", "revenue", "assets", "position")
    search_fields = ("industry",)
    search_help_text = "按行业查找"
    fieldsets = (
        section("行业", ("industry", "position")),
        section("上限", ("employees", "revenue", "assets")),
    )


@admin.register(models.UpdateNote)
class UpdateNoteAdmin(PublishableAdmin):
    """What changed on the site, as readers are told."""

    tells_readers = False
    list_display = ("title", "publish_at", "address", "is_minor")
    list_filter = ("is_minor",)
    search_fields = ("title", "body", "address")
    search_help_text = "按标题、说明或页面查找"
    autocomplete_fields = ("source",)
    fieldsets = (
        section("更新", "title", "body"),
        section("关于", "address", "source", ("code", "is_minor")),
    )
