"""Editing support measures and their amounts."""

from django.contrib import admin

from policies.admin.content.cited import CitedFactAdmin
from policies.admin.editing.stale_numbers import StaleNumbersMixin
from policies.models import SupportMeasure


@admin.register(SupportMeasure)
class SupportMeasureAdmin(StaleNumbersMixin, CitedFactAdmin):
    """What the enterprises of a tier receive."""

    list_display = ("text", "tier", "group", "amount_shown")
    list_filter = ("tier", "group")
    search_fields = ("text", "detail", "code", "tier__short_name")
    search_help_text = "按措施、细节或层级查找"
    readonly_fields = ("amount_shown",)
    fieldsets = (
        ("措施", {"fields": (("tier", "group"), "text", "detail")}),
        (
            "金额",
            {
                "fields": (
                    ("amount_prefix", "amount", "amount_note"),
                    "figure_wording",
                    "amount_shown",
                )
            },
        ),
        ("排序", {"fields": (("code", "position"),)}),
    )

    @admin.display(description="网站上显示为", ordering="amount")
    def amount_shown(self, measure: SupportMeasure) -> str:
        return measure.amount_text or "没有金额"
