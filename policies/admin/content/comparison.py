"""Editing the table that sets one tier beside another."""

from django.contrib import admin
from django.urls import reverse

from policies.admin.content.cited import RELATED, CitedFactInline
from policies.admin.editing.fields import EditorAdmin
from policies.models import ComparisonCell, ComparisonDimension


class ComparisonCellInline(CitedFactInline):
    """What each tier has in this dimension."""

    model = ComparisonCell
    autocomplete_fields = (*RELATED, "support_measure", "enterprise_count")
    fieldsets = (
        (
            None,
            {
                "fields": ("tier", "text", "support_measure", "enterprise_count"),
                "description": "内容、金额、数量三者填一个，且只填一个。",
            },
        ),
    )


@admin.register(ComparisonDimension)
class ComparisonDimensionAdmin(EditorAdmin):
    """The rows of the comparison table, each with a cell for every tier."""

    list_display = ("title", "position")
    list_filter = (
        "cells__tier",
        "cells__trust_state",
        ("cells__source", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "cells__text")
    search_help_text = "按维度或内容查找"
    inlines = (ComparisonCellInline,)
    fieldsets = (("维度", {"fields": ("title", ("key", "position"))}),)

    def view_on_site(self, obj: ComparisonDimension) -> str:
        return reverse("compare")
