"""Editing how to prepare and apply, what a title obliges to, and what changed."""

from django.contrib import admin

from policies.admin.content.cited import CitedFactAdmin, CitedFactInline
from policies.models import (
    Material,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    StandardChange,
)


@admin.register(ProcessStep)
class ProcessStepAdmin(CitedFactAdmin):
    """The steps on the way to a tier."""

    list_display = ("title", "tier", "position", "text")
    list_filter = ("tier",)
    search_fields = ("title", "text")
    search_help_text = "按步骤或内容查找"
    fieldsets = (("步骤", {"fields": (("tier", "position"), "title", "text")}),)


@admin.register(PreparationAdvice)
class PreparationAdviceAdmin(CitedFactAdmin):
    """What an enterprise should do now."""

    list_display = ("title", "tier", "audience", "position", "text")
    list_filter = ("tier", "audience")
    search_fields = ("title", "text")
    search_help_text = "按小标题或内容查找"
    fieldsets = (
        ("给谁", {"fields": (("tier", "audience", "position"),)}),
        ("建议", {"fields": ("title", "text", "link_tier")}),
    )


@admin.register(Obligation)
class ObligationAdmin(CitedFactAdmin):
    """The rules of 动态管理."""

    list_display = ("topic", "rule", "old_rule")
    list_filter = ("tiers",)
    search_fields = ("topic", "rule", "note")
    search_help_text = "按事项或规定查找"
    fieldsets = (
        ("规定", {"fields": ("topic", "rule", "old_rule", "note")}),
        ("适用", {"fields": ("tiers", ("code", "position"))}),
    )


@admin.register(StandardChange)
class StandardChangeAdmin(CitedFactAdmin):
    """What changed between the old and the new standard."""

    list_display = ("item", "tier", "old", "new", "direction")
    list_filter = ("tier",)
    search_fields = ("item", "old", "new")
    search_help_text = "按项目或标准查找"
    fieldsets = (
        ("变化", {"fields": (("tier", "position"), "item", "old", "new", "direction", "note")}),
    )


class MaterialInline(CitedFactInline):
    """The items of a checklist."""

    model = Material
    fieldsets = ((None, {"fields": ("name", ("requirement", "position"), "note")}),)


@admin.register(MaterialChecklist)
class MaterialChecklistAdmin(CitedFactAdmin):
    """The materials of one application."""

    list_display = ("title", "tier", "basis")
    list_filter = ("tier",)
    search_fields = ("title", "materials__name")
    search_help_text = "按标题或材料查找"
    inlines = (MaterialInline,)
    fieldsets = (("清单", {"fields": ("title", ("tier", "code"), "basis", "caution")}),)
