"""Import and export on the list of a table, for those who may change it."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from policies.admin.base import desk_page, own_urls
from policies.admin.history.pages import ReasonField
from policies.admin.history.undoing import offer_undo
from policies.admin.import_export.tables import Table, plan_of, store
from policies.admin.import_export.uploads import Sheet, Unreadable, read_upload
from policies.diagnosis.staff import staff_of
from policies.presentation.spreadsheets import KINDS, download

SESSION_KEY = "imported_table"
DATA_CHANGED = "预览之后，网站上的内容又有改动。下面是按现在的内容重新比较的结果，请再看一遍。"


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label="表格文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="Excel（.xlsx）或 CSV；标题与导出的文件相同。先显示会改什么，确认后才保存。",
    )


class ConfirmForm(forms.Form):
    """What an editor says on confirming."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    reason = ReasonField()


class ImportExportMixin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Adds 导入 and 导出 to the list of a table."""

    change_list_template = "admin/import_export/change_list.html"

    def get_urls(self) -> list[Any]:
        own = (
            ("import/", self.import_view, "import"),
            ("export.<str:kind>", self.export_view, "export"),
        )
        return [*own_urls(self, *own), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"may_import_export": self.has_change_permission(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Send the whole table as XLSX or CSV."""
        self.refuse_others(request)
        if kind not in KINDS:
            raise Http404
        table = Table(self.model)
        return download(table.name, kind, table.written())

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Take a file and show what it would do, then store that on confirmation."""
        self.refuse_others(request)
        table = Table(self.model)
        if request.method != "POST":
            request.session.pop(SESSION_KEY, None)
            return self.page(request, table, UploadForm())
        if "fingerprint" in request.POST:
            return self.confirm(request, table)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self.preview(request, table, read_upload(form.cleaned_data["file"].read()))
            except Unreadable as refusal:
                form.add_error("file", str(refusal))
        return self.page(request, table, form)

    def preview(self, request: HttpRequest, table: Table, sheet: Sheet) -> HttpResponse:
        """Show what a sheet would do now, and keep its rows for the confirmation."""
        plan = plan_of(table, sheet)
        # In the session, which nobody can alter: a file would need a name, a place and an end.
        request.session[SESSION_KEY] = [self.opts.label_lower, sheet.headings, sheet.rows]
        confirmation = ConfirmForm(initial={"fingerprint": plan.fingerprint})
        return self.page(request, table, UploadForm(), plan=plan, confirmation=confirmation)

    def confirm(self, request: HttpRequest, table: Table) -> HttpResponse:
        """Store the previewed rows, or show again what became of them."""
        label, headings, rows = request.session.get(SESSION_KEY) or ["", [], []]
        if label != self.opts.label_lower:
            self.message_user(request, "没有待确认的表格，请重新上传。", messages.WARNING)
            return redirect(request.path)
        sheet = Sheet(headings, [(number, cells) for number, cells in rows])
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            plan = plan_of(table, sheet)
            return self.page(request, table, UploadForm(), plan=plan, confirmation=form)
        said = form.cleaned_data
        try:
            plan, made = store(table, sheet, author=staff_of(request), **said)
        except DatabaseError:
            self.message_user(request, "数据库没有接受，什么也没有保存。", messages.ERROR)
            return self.preview(request, table, sheet)
        if plan.errors or plan.fingerprint != said["fingerprint"]:
            self.message_user(request, DATA_CHANGED, messages.WARNING)
            response = self.preview(request, table, sheet)
            response.status_code = HTTPStatus.CONFLICT
            return response
        del request.session[SESSION_KEY]
        done = f"已导入：新增{len(plan.created)}行，修改{len(plan.changed)}行。"
        self.message_user(request, done, messages.SUCCESS)
        offer_undo(request, made)
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def page(
        self, request: HttpRequest, table: Table, form: UploadForm, **of_plan: Any
    ) -> HttpResponse:
        shown = {"opts": self.opts, "table": table, "form": form, **of_plan}
        return desk_page(request, "import_export/import", f"导入{table.name}", **shown)

    def refuse_others(self, request: HttpRequest) -> None:
        """Raise PermissionDenied for whoever may not change the table."""
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
