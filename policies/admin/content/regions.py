"""Editing provinces and cities, and what they add to central support."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin

from policies.admin.content.cited import RELATED, CitedFactAdmin, CitedFactInline
from policies.admin.editing.fields import EditorAdmin
from policies.admin.editing.stale_numbers import StaleNumbersMixin
from policies.admin.import_export.views import ImportExportMixin
from policies.models import Region, RegionalTopUp

TOP_UP_FIELDSETS: Any = (
    ("内容", {"fields": ("title", ("tier", "kind"), "conditions", "other_benefits")}),
    (
        "金额",
        {"fields": (("amount_min", "amount_max"), "frequency", "figure_wording", "amount_shown")},
    ),
    ("有效期", {"fields": (("validity", "valid_until"), "valid_note")}),
    ("原句与排序", {"fields": ("quote", ("code", "position"))}),
)


class AmountShownMixin(BaseModelAdmin):  # type: ignore[type-arg]
    """The amount of a top-up in the words of the page."""

    readonly_fields = ("amount_shown",)

    @admin.display(description="网站上显示为", ordering="amount_max")
    def amount_shown(self, top_up: RegionalTopUp) -> str:
        return top_up.amount_text


class RegionalTopUpInline(AmountShownMixin, CitedFactInline):
    """What this region gives."""

    model = RegionalTopUp
    fieldsets = TOP_UP_FIELDSETS


@admin.register(Region)
class RegionAdmin(StaleNumbersMixin, EditorAdmin):
    """Provinces and cities."""

    list_display = ("short_name", "code", "level", "parent", "searched_on", "authority_name")
    list_filter = ("level", ("searched_on", admin.EmptyFieldListFilter), "top_ups__kind")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "slug", "code")
    search_help_text = "按名称、拼音或行政区划代码查找"
    autocomplete_fields = ("parent",)
    inlines = (RegionalTopUpInline,)
    fieldsets = (
        ("地区", {"fields": (("name", "short_name"), ("level", "parent"), ("code", "slug"))}),
        ("检索", {"fields": ("searched_on", "search_result")}),
        (
            "主管部门",
            {"fields": ("authority_name", "authority_phone", "authority_url", "authority_note")},
        ),
    )


@admin.register(RegionalTopUp)
class RegionalTopUpAdmin(StaleNumbersMixin, ImportExportMixin, AmountShownMixin, CitedFactAdmin):
    """All top-ups of all regions in one list."""

    list_display = ("title", "region", "tier", "kind", "amount_shown")
    list_filter = (
        ("region", admin.RelatedOnlyFieldListFilter),
        "tier",
        "kind",
    )
    list_select_related = ("source", "region", "tier")
    search_fields = ("title", "conditions", "region__name", "code")
    search_help_text = "按内容、条件或地区查找"
    autocomplete_fields = (*RELATED, "region")
    fieldsets = (("地区", {"fields": ("region",)}), *TOP_UP_FIELDSETS)
