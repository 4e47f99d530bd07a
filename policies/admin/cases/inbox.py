"""The inbox: every submission, masked, in the order in which advisers work."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.base import ReadOnlyMixin, desk_page, own_urls
from policies.admin.cases import calls, case_page, listing
from policies.admin.cases.export import rows
from policies.admin.cases.new_case import new_case
from policies.admin.editing.rule_changes import stored_rules
from policies.diagnosis.casework.access import record
from policies.diagnosis.casework.outcome_changes import MOST_SUBMISSIONS, outcome_changes
from policies.diagnosis.models import Submission
from policies.diagnosis.models.submissions import ORDER_OF_WORK
from policies.diagnosis.staff import name_of, staff_of
from policies.diagnosis.vocabulary import AccessKind
from policies.models import RuleSet
from policies.presentation.spreadsheets import KINDS, download
from policies.vocabulary.formats import date_text

INBOX = "admin:diagnosis_submission_changelist"


@permission_required("diagnosis.view_submission", raise_exception=True)
def show_outcome_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which stored submissions a rule set would judge otherwise than the one it succeeds."""
    draft = get_object_or_404(RuleSet, pk=pk)
    former, after = draft.former, stored_rules(pk)
    found = outcome_changes(stored_rules(former.pk).rules if former else None, after.rules)
    return desk_page(
        request,
        "diagnosis/submission/outcomes",
        f"结论会变的企业：{draft}",
        draft=draft,
        found=found,
        rows=[(listing.mask_company(row.submission.company_name), row) for row in found.changes],
        most=MOST_SUBMISSIONS,
    )


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyMixin, calls.CallList):
    """The submitted 诊断表; each opens as a case, which only its buttons change."""

    list_display = ("reference", "company", "verdict", "standing", "adviser", "due", "mail")
    list_filter = (
        listing.StatusFilter,
        listing.OutcomeFilter,
        listing.AdviserFilter,
        listing.DueFilter,
        listing.MailFilter,
        calls.CallFilter,
    )
    list_per_page = 50
    ordering = ORDER_OF_WORK
    paginator = listing.WorkPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("reference", "company_name", "uscc")
    search_help_text = "按编号、企业名称或统一社会信用代码查找"
    actions = ("export_xlsx", "export_csv")

    class Media:
        css = {"all": ("admin_desk/desk.css", "admin_desk/cases.css")}

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        return queryset.matching(search_term), False

    def get_urls(self) -> list[URLPattern]:
        own = own_urls(
            self,
            ("new/", new_case, "new"),
            ("export/<slug:kind>/", self.export_list, "export"),
            ("outcomes/<int:pk>/", show_outcome_changes, "outcomes"),
            ("<int:pk>/step/", case_page.take_step, "step"),
            ("<int:pk>/note/", case_page.write_note, "note"),
            ("<int:pk>/mail/<int:delivery>/resend/", case_page.resend, "resend"),
            ("<int:pk>/mail/<int:delivery>/confirm/", case_page.confirm, "confirm"),
        )
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context: dict[str, Any] = {
            "counters": listing.counters_for(staff_of(request)) + calls.call_counters(),
            "chosen": request.GET.dict(),
            "may_export": self.has_export_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """Show a case; nothing can be posted to its page."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        cases = Submission.objects.for_page()
        case = cases.filter(pk=object_id).first() if object_id.isdecimal() else None
        if case is None:
            messages.warning(request, "这份诊断表已经不在了，可能已到期删除。")
            return redirect(INBOX)
        return case_page.show_case(request, case)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """Show the case: its notes are its history."""
        return self.change_view(request, object_id)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether someone may take personal data away: not everyone who may see it."""
        return request.user.has_perm(case_page.MAY_WORK)

    def export_list(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Export the list as its address filters it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if kind not in KINDS:
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
        return listing.mask_company(submission.company_name)

    @admin.display(description="进度", ordering="status")
    def standing(self, submission: Submission) -> str:
        return submission.standing

    @admin.display(description="顾问")
    def adviser(self, submission: Submission) -> str:
        return name_of(submission.assigned_to)

    @admin.display(description="期限", ordering="due_on")
    def due(self, submission: Submission) -> str:
        """Return until when the enterprise was promised a call, and for how long that is past."""
        due, days = date_text(submission.due_on), submission.days_overdue(timezone.localdate())
        late = '{} <strong class="overdue">已过期{}天</strong>'
        return format_html(late, due, days) if days else due

    @admin.display(description="邮件")
    def mail(self, submission: Submission) -> str:
        """Return where the message to the advisers stands."""
        if state := submission.delivery_state:
            return format_html('<span class="mail-{}">{}</span>', state.value, state.label)
        return "没有收件人"

    def _export(
        self, request: HttpRequest, submissions: QuerySet[Submission], kind: str
    ) -> HttpResponseBase:
        chosen = dict(submissions.values_list("pk", "reference"))
        references = list(chosen.values())
        record(user=staff_of(request), kind=AccessKind.EXPORTED, references=references)
        return download("诊断表", kind, rows(list(chosen), for_calls=calls.is_call_list(request)))
