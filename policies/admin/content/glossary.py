"""Editing the glossary and the size limits of small and medium enterprises."""

from django.contrib import admin

from policies.admin.content.cited import CitedFactAdmin
from policies.models import SmeSizeLimit, Term


@admin.register(Term)
class TermAdmin(CitedFactAdmin):
    """The terms; their text also helps beside the fields of the 诊断表."""

    list_display = ("name", "meaning", "position")
    search_fields = ("name", "meaning", "key")
    search_help_text = "按术语或解释查找"
    fieldsets = (
        ("术语", {"fields": ("name", "meaning", "note", "synonyms", ("key", "position"))}),
    )


@admin.register(SmeSizeLimit)
class SmeSizeLimitAdmin(CitedFactAdmin):
    """Below which size an industry's enterprises are small or medium."""

    list_display = ("industry", "employees", "revenue", "assets", "position")
    search_fields = ("industry",)
    search_help_text = "按行业查找"
    fieldsets = (
        ("行业", {"fields": (("industry", "position"),)}),
        ("上限", {"fields": (("employees", "revenue", "assets"),)}),
    )
