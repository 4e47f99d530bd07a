"""What readers say is wrong: open reports first, each leading to its fact, settled by a button."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies.admin.base import ReadOnlyMixin, own_urls
from policies.diagnosis.staff import ACCOUNT_GONE, name_of, staff_of
from policies.models import ErrorReport
from policies.vocabulary import ReportState

SETTLED = (ReportState.CORRECTED, ReportState.UNFOUNDED)
OPEN_FIRST = (Case(When(state=ReportState.OPEN, then=Value(0)), default=Value(1)), "-created_at")


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Reports are read and settled; nobody writes them here."""

    list_display = ("shown", "text", "created_at", "state", "fact_link")
    list_filter = ("state",)
    list_per_page = 100
    ordering = OPEN_FIRST
    search_fields = ("shown", "text")
    search_help_text = "按读者看到的或读者说的查找"
    fields = ("shown", "text", "fact_link", "created_at", "state", "settled")
    readonly_fields = ("fact_link", "settled")

    class Media:
        css = {"all": ("admin_desk/desk.css",)}

    def get_urls(self) -> list[URLPattern]:
        own = own_urls(self, ("<int:pk>/settle/<slug:state>/", self.settle, "settle"))
        return [*own, *super().get_urls()]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("policies.view_errorreport")

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show a report, with the buttons of an open one."""
        context["answers"] = SETTLED if self.may_settle(request) else ()
        return super().render_change_form(request, context, *args, **kwargs)

    def may_settle(self, request: HttpRequest) -> bool:
        """Return whether someone may say that a report is settled."""
        return request.user.has_perm("policies.change_errorreport")

    def settle(self, request: HttpRequest, pk: int, state: str) -> HttpResponse:
        """Note that a report is settled, and go back to the list."""
        if not self.may_settle(request):
            raise PermissionDenied
        report = get_object_or_404(ErrorReport, pk=pk)
        if state not in SETTLED:
            raise Http404
        if request.method != "POST":
            return redirect("admin:policies_errorreport_change", pk)
        answer, now = ReportState(state), timezone.now()
        opened = ErrorReport.objects.filter(pk=pk, state=ReportState.OPEN)
        if opened.update(state=answer, settled_by=staff_of(request), settled_at=now):
            messages.success(request, f"已记下“{report}”：{answer.label}。")
        else:
            messages.warning(request, f"“{report}”已经有人处理过了。")
        return redirect("admin:policies_errorreport_changelist")

    @admin.display(description="内容")
    def fact_link(self, report: ErrorReport) -> SafeString:
        """Return a link to where the fact is edited."""
        return format_html('<a href="{}">打开这条内容</a>', report.get_admin_url())

    @admin.display(description="由谁处理")
    def settled(self, report: ErrorReport) -> str:
        if report.settled_at is None:
            return "还没有处理"
        who = name_of(report.settled_by, ACCOUNT_GONE)
        return f"{who}，{timezone.localtime(report.settled_at):%Y-%m-%d %H:%M}"
