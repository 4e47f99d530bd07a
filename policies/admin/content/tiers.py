"""Editing the ladder of tiers, their topic pages and the counts of enterprises."""

from django.contrib import admin

from policies.admin.content.cited import CitedFactAdmin, CitedFactInline
from policies.admin.content.wordings import WordedMixin
from policies.admin.editing.stale_numbers import StaleNumbersMixin
from policies.admin.import_export.views import ImportExportMixin
from policies.models import EnterpriseCount, Tier, TopicPage, TopicSection


@admin.register(Tier)
class TierAdmin(CitedFactAdmin):
    """The steps of the ladder."""

    list_display = ("short_name", "official_name", "position", "kind")
    search_fields = ("short_name", "official_name", "former_name", "code")
    search_help_text = "按名称查找"
    fieldsets = (
        ("名称", {"fields": ("official_name", ("short_name", "former_name"), "code", "meaning")}),
        (
            "性质",
            {"fields": ("kind", ("is_support_list", "is_neighbour"), "recognised_by", "validity")},
        ),
        (
            "在梯度中的位置",
            {"fields": ("position", "prerequisite", "prerequisite_note", "open_point")},
        ),
    )


class TopicSectionInline(CitedFactInline):
    """The sections of a page, in its order."""

    model = TopicSection
    fieldsets = (
        (
            None,
            {"fields": ("title", "body", "callout", "basis_wording", ("kind", "key", "position"))},
        ),
    )


@admin.register(TopicPage)
class TopicPageAdmin(WordedMixin, CitedFactAdmin):
    """The pages about the tiers, each with its sections."""

    list_display = ("title", "tier", "slug")
    list_select_related = ("source", "tier")
    list_filter = ("tier",)
    search_fields = ("title", "description", "sections__title", "sections__body")
    search_help_text = "按标题、摘要或正文查找"
    inlines = (TopicSectionInline,)
    fieldsets = (
        ("页面", {"fields": ("title", ("tier", "slug"), "description")}),
        ("页首", {"fields": ("lead", "notice")}),
    )


@admin.register(EnterpriseCount)
class EnterpriseCountAdmin(StaleNumbersMixin, ImportExportMixin, CitedFactAdmin):
    """How many enterprises a tier or batch had on a day."""

    list_display = ("measure", "tier", "shown", "as_of", "attributed_to")
    list_filter = ("tier",)
    search_fields = ("measure", "batch_name", "code", "tier__short_name")
    search_help_text = "按数的是什么、批次或层级查找"
    readonly_fields = ("shown",)
    fieldsets = (
        ("数的是什么", {"fields": ("measure", ("tier", "batch_name"))}),
        (
            "数值",
            {
                "fields": (
                    ("value", "unit", "qualifier"),
                    "figure_wording",
                    "shown",
                    ("as_of", "as_of_note"),
                )
            },
        ),
        ("说明", {"fields": ("attributed_to", "note", ("code", "position"))}),
    )

    @admin.display(description="网站上显示为", ordering="value")
    def shown(self, count: EnterpriseCount) -> str:
        return count.text
