"""Editing application rounds with their windows, and the rhythm of the year."""

from django.contrib import admin

from policies.admin.content.cited import RELATED, CitedFactAdmin, CitedFactInline
from policies.models import ApplicationRound, RoundWindow, YearlyEvent


class RoundWindowInline(CitedFactInline):
    """The dates of a round."""

    model = RoundWindow
    fieldsets = ((None, {"fields": ("title", ("opens_on", "closes_on"), "date_note", "position")}),)


@admin.register(ApplicationRound)
class ApplicationRoundAdmin(CitedFactAdmin):
    """The rounds: a new batch is one row here."""

    list_display = ("batch_name", "tier", "application_year", "notice_state", "state_checked_on")
    list_filter = ("tier", "notice_state", "application_year")
    search_fields = ("batch_name", "code", "state_text")
    search_help_text = "按批次名称查找"
    autocomplete_fields = (*RELATED, "notice")
    inlines = (RoundWindowInline,)
    fieldsets = (
        ("批次", {"fields": ("tier", ("batch_name", "application_year"), "notice", "code")}),
        ("状态", {"fields": (("notice_state", "state_checked_on"), "state_text")}),
        ("会计年度", {"fields": ("last_accounting_year",)}),
    )


@admin.register(YearlyEvent)
class YearlyEventAdmin(CitedFactAdmin):
    """What recurs every year."""

    list_display = ("period", "what", "position")
    search_fields = ("period", "what")
    search_help_text = "按时间或事项查找"
    fieldsets = (
        ("每年", {"fields": (("first_month", "last_month"), "period", "what")}),
        ("显示", {"fields": ("tiers", "position")}),
    )
