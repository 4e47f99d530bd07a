"""The inbox: every submission, masked, in the order in which advisers work."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.cases import case_page
from policies.admin.cases.counters import counters_for
from policies.admin.cases.export import FORMATS
from policies.admin.cases.filters import (
    AdviserFilter,
    DueFilter,
    MailFilter,
    RoundFilter,
    StatusFilter,
)
from policies.admin.cases.masking import mask_company
from policies.admin.cases.outcomes_page import show_outcome_changes
from policies.admin.cases.paginator import WorkPaginator
from policies.admin.read_only import ReadOnlyMixin
from policies.diagnosis.casework.access import record_export
from policies.diagnosis.models import Submission
from policies.diagnosis.models.submissions import ORDER_OF_WORK
from policies.diagnosis.staff import name_of, staff_of
from policies.vocabulary.formats import date_text

INBOX = "admin:diagnosis_submission_changelist"


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """The submitted 诊断表; each opens as a case, which only its buttons change."""

    list_display = ("reference", "company", "verdict", "status", "adviser", "due", "mail")
    list_filter = (StatusFilter, AdviserFilter, DueFilter, RoundFilter, MailFilter)
    list_per_page = 50
    paginator = WorkPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("reference", "company_name", "uscc")
    search_help_text = "按编号、企业名称或统一社会信用代码查找"
    actions = ("export_xlsx", "export_csv")

    class Media:
        css = {"all": ("admin_desk/desk.css", "admin_desk/cases.css")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return Submission.objects.for_list()

    def get_ordering(self, request: HttpRequest) -> Any:
        return ORDER_OF_WORK

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        return queryset.matching(search_term), False

    def get_urls(self) -> list[URLPattern]:
        own = (
            ("export/<slug:kind>/", self.export_list, "export"),
            ("outcomes/<int:pk>/", show_outcome_changes, "outcomes"),
            ("<int:pk>/step/", case_page.take_step, "step"),
            ("<int:pk>/note/", case_page.write_note, "note"),
            ("<int:pk>/mail/<int:delivery>/resend/", case_page.resend, "resend"),
            ("<int:pk>/mail/<int:delivery>/confirm/", case_page.confirm, "confirm"),
        )
        urls = [
            path(route, self.admin_site.admin_view(view), name=f"diagnosis_submission_{name}")
            for route, view, name in own
        ]
        return urls + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counters = counters_for(staff_of(request))
        context = {
            "counters": counters,
            "chosen": request.GET.dict(),
            "may_export": self.has_export_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a case; nothing can be posted to its page."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        cases = Submission.objects.for_page()
        case = cases.filter(pk=object_id).first() if object_id.isdecimal() else None
        if case is None:
            messages.warning(request, "这份诊断表已经不在了，可能已到期删除。")
            return redirect(INBOX)
        return case_page.show_case(request, case)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the case: its notes are its history."""
        return self.change_view(request, object_id)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether someone may take personal data away: not everyone who may see it."""
        return request.user.has_perm(case_page.MAY_WORK)

    def export_list(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Export the list as its address filters it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if kind not in FORMATS:
            raise Http404
        if request.method != "POST":
            return redirect(INBOX)
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(INBOX)
        return self._export(request, listed, kind)

    @admin.action(description="导出所选为Excel", permissions=["export"])
    def export_xlsx(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponseBase:
        """Export what was ticked as an Excel file."""
        return self._export(request, chosen, "xlsx")

    @admin.action(description="导出所选为CSV", permissions=["export"])
    def export_csv(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponseBase:
        """Export what was ticked as CSV."""
        return self._export(request, chosen, "csv")

    @admin.display(description="企业")
    def company(self, submission: Submission) -> str:
        """Return the company's name, masked."""
        return mask_company(submission.company_name)

    @admin.display(description="顾问")
    def adviser(self, submission: Submission) -> str:
        return name_of(submission.assigned_to)

    @admin.display(description="期限", ordering="due_on")
    def due(self, submission: Submission) -> str:
        """Return until when the enterprise was promised a call, and for how long that is past."""
        days = submission.days_overdue(timezone.localdate())
        if not days:
            return date_text(submission.due_on)
        return format_html(
            '{} <strong class="overdue">已过期{}天</strong>', date_text(submission.due_on), days
        )

    @admin.display(description="邮件")
    def mail(self, submission: Submission) -> str:
        """Return where the message to the advisers stands."""
        state = submission.delivery_state
        if state is None:
            return "没有收件人"
        return format_html('<span class="mail-{}">{}</span>', state.value, state.label)

    def _export(
        self, request: HttpRequest, submissions: QuerySet[Submission], kind: str
    ) -> HttpResponseBase:
        chosen = list(submissions.values_list("pk", "reference"))
        record_export(user=staff_of(request), references=[reference for _, reference in chosen])
        return FORMATS[kind]([pk for pk, _ in chosen])
