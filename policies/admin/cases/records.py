"""The records of the handling of personal data, for whoever answers for it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.base import ReadOnlyMixin, own_urls
from policies.admin.cases.listing import ChoiceFilter
from policies.diagnosis.casework.mail import complete_mailbox_task
from policies.diagnosis.casework.steps import StepRefused
from policies.diagnosis.models import AccessRecord, MailboxTask, OperationRecord
from policies.diagnosis.staff import ACCOUNT_GONE, name_of, staff_of

TASKS = "admin:diagnosis_mailboxtask_changelist"


class RecordAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Records that are only ever added by the site itself."""

    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ("admin_desk/desk.css", "admin_desk/cases.css")}


@admin.register(AccessRecord)
class AccessRecordAdmin(RecordAdmin):
    """Who looked at which submission, and who exported how many."""

    list_display = ("at", "who", "kind", "reference", "count")
    list_filter = ("kind", ("user", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("=reference",)
    search_help_text = "按编号查找"

    @admin.display(description="谁", ordering="user")
    def who(self, record: AccessRecord) -> str:
        """Return the name of who did it; the account may be gone by now."""
        return name_of(record.user, ACCOUNT_GONE)


@admin.register(OperationRecord)
class OperationRecordAdmin(RecordAdmin):
    """When backups and deletions ran."""

    list_display = ("kind", "at", "detail")
    list_filter = ("kind",)


class DoneFilter(ChoiceFilter):
    """Copies that are still in a mailbox, or no longer."""

    title = "完成"
    parameter_name = "done"
    options = (("no", "还没有删除"), ("yes", "已删除"))

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.filter(done_at__isnull=value == "no")


@admin.register(MailboxTask)
class MailboxTaskAdmin(RecordAdmin):
    """Copies in a mailbox that a person has to delete, each with a button for when it is done."""

    list_display = ("reference", "requested_at", "done")
    list_filter = (DoneFilter,)
    list_select_related = ("done_by",)
    search_fields = ("reference",)
    search_help_text = "按编号查找"

    def get_urls(self) -> list[URLPattern]:
        return [*own_urls(self, ("<int:pk>/done/", self.complete, "done")), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": "在邮箱里按编号找到邮件，删掉，再点“已删除”"}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request: HttpRequest) -> Any:
        reference, *others = super().get_list_display(request)
        button = ["button"] if self.may_complete(request) else []
        return [reference, *button, *others]

    def may_complete(self, request: HttpRequest) -> bool:
        """Return whether someone may say that a copy is deleted."""
        return request.user.has_perm("diagnosis.change_mailboxtask")

    def complete(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that a copy is deleted."""
        if not self.may_complete(request):
            raise PermissionDenied
        get_object_or_404(MailboxTask, pk=pk)
        if request.method == "POST":
            try:
                task = complete_mailbox_task(pk=pk, by=staff_of(request))
                messages.success(request, f"已记下：编号{task.reference}的邮件已删除。")
            except StepRefused as refusal:
                messages.warning(request, str(refusal))
        return redirect(TASKS)

    @admin.display(description="完成", ordering="done_at")
    def done(self, task: MailboxTask) -> str:
        if task.done_at is None:
            return "还没有删除"
        who = name_of(task.done_by, ACCOUNT_GONE)
        return f"{timezone.localtime(task.done_at):%Y-%m-%d %H:%M}，{who}"

    @admin.display(description="处理")
    def button(self, task: MailboxTask) -> str:
        """Return the button of a task that is not done; it posts the form around the list."""
        if task.done_at:
            return ""
        address = reverse("admin:diagnosis_mailboxtask_done", args=[task.pk])
        button = '<button type="submit" class="button" formaction="{}">已删除</button>'
        return format_html(button, address)
