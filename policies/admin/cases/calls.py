"""给这些企业打电话: who waits for the round that has come, with what a call needs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.admin.cases.listing import ChoiceFilter, Counter
from policies.diagnosis.casework.access import record
from policies.diagnosis.models import Submission
from policies.diagnosis.reminders.news import waiting_for_a_call
from policies.diagnosis.staff import staff_of
from policies.diagnosis.vocabulary import AccessKind

TITLE = "给这些企业打电话"
COLUMNS = ("reference", "company", "standing", "adviser", "gap_text", "contact", "last_word")
OF_THE_ROUND = {"waits": "round"}


class CallFilter(ChoiceFilter):
    """Enterprises that asked to be kept for the round that has come."""

    title = "等新一轮"
    parameter_name = "waits"
    options = (("round", TITLE),)

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.filter(pk__in=waiting_for_a_call(timezone.now()).values("pk"))


def is_call_list(request: HttpRequest) -> bool:
    return request.GET.get("waits") == "round"


def call_counters() -> list[Counter]:
    """Return how many are to be called; nothing while nobody is."""
    count = waiting_for_a_call(timezone.now()).count()
    return [Counter(TITLE, count, OF_THE_ROUND, is_urgent=True)] if count else []


class CallList(admin.ModelAdmin):  # type: ignore[type-arg]
    """The list of submissions, which shows what a call needs where it lists whom to call."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        submissions = Submission.objects
        return submissions.for_calls() if is_call_list(request) else submissions.for_list()

    def get_list_display(self, request: HttpRequest) -> Any:
        return COLUMNS if is_call_list(request) else self.list_display

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Record whose contact was seen."""
        if not is_call_list(request):
            return super().changelist_view(request, extra_context)
        response = super().changelist_view(request, {**(extra_context or {}), "title": TITLE})
        if shown := getattr(response, "context_data", {}).get("cl"):
            references = [submission.reference for submission in shown.result_list]
            record(user=staff_of(request), kind=AccessKind.VIEWED, references=references)
        return response

    @admin.display(description="缺什么")
    def gap_text(self, submission: Submission) -> str:
        return submission.gap_text

    @admin.display(description="联系方式")
    def contact(self, submission: Submission) -> str:
        ways = (submission.contact_name, submission.phone, submission.email, submission.wechat)
        return " ".join(filter(None, ways))

    @admin.display(description="最近备注")
    def last_word(self, submission: Submission) -> str:
        return submission.last_word
