"""The pages that show the versions of a row, compare two of them and restore one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from reversion.models import Revision, Version

from policies.admin.base import desk_page, own_urls
from policies.admin.history.changes import OPENED, described, differences, in_words
from policies.admin.history.undoing import restore, undo_address
from policies.admin.history.versions import author_of, newest_revision, pages_in, versions_of
from policies.diagnosis.staff import staff_of
from policies.presentation.form_fields import PlainTextField

PER_PAGE = 50


class ReasonField(PlainTextField):
    """The reason of a change, for colleagues."""

    widget = AdminTextInputWidget

    def __init__(self, required: bool = True, **options: Any) -> None:
        super().__init__(label="改动原因", max_length=200, required=required, **options)


class RestoreForm(forms.Form):
    change_reason = ReasonField(help_text="写给同事看，记在修改记录里")


def history_lines(
    row: Model, page: "Page[Version]", older: Version | None
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a page of the history, each compared with the version before it."""
    versions = [*page, *([older] if older else [])]
    pages = pages_in(row, [version.revision_id for version in versions])
    for version, former in zip(page, [*versions[1:], None], strict=False):
        revision, changed = version.revision, "最早的版本"
        if former is not None:
            now = pages[version.revision_id]
            found = differences(pages[former.revision_id], now, type(row))
            changed = in_words(found) or "内容没有变化"
        shown = {"revision": revision, "author": author_of(revision), "changed": changed}
        yield shown | {"undo": undo_address(revision)}


def compared(row: Model, old: int, new: int) -> list[dict[str, Any]]:
    """Return what changed on a row's page from one revision to another; raise Http404 for none."""
    pages = pages_in(row, [old, new])
    if not {old, new} <= pages.keys():
        raise Http404
    return described(differences(pages[old], pages[new], type(row)))


class HistoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The admin of rows with a history that editors read and restore from."""

    def get_urls(self) -> Any:
        route = "<path:object_id>/history/<int:revision>/"
        return [*own_urls(self, (route, self.restore_view, "restore")), *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """Show the versions of a row, and what changed between the two that were picked."""
        row = self.get_permitted(request, object_id, self.has_view_or_change_permission)
        versions = versions_of({self.model: [row.pk]}).select_related("revision__user")
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get("p"))
        oldest = page[-1].pk if len(page) else 0
        lines = list(history_lines(row, page, versions.filter(pk__lt=oldest).first()))
        picked, changes = [line["revision"].pk for line in reversed(lines[:2])], None
        asked = [request.GET.get(name, "") for name in ("old", "new")]
        if all(text.isdecimal() for text in asked):
            picked = sorted(map(int, asked))
            changes = compared(row, *picked)
        return self.history_page(
            request,
            "object_history",
            "修改记录",
            row,
            page=page,
            lines=lines,
            picked=picked,
            changes=changes,
            newest=newest_revision({self.model: [row.pk]}),
            may_restore=self.has_change_permission(request, row),
        )

    def restore_view(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """Show what restoring a version would change, and restore it for a reason."""
        row = self.get_permitted(request, object_id, self.has_change_permission)
        chosen = get_object_or_404(Revision, pk=revision)
        newest = newest_revision({self.model: [row.pk]})
        changes = compared(row, newest, revision)
        form, status = RestoreForm(request.POST or None), 200
        if request.method == "POST" and form.is_valid():
            seen, reason = request.POST.get(OPENED, ""), form.cleaned_data["change_reason"]
            try:
                restore(row, chosen, seen=seen, author=staff_of(request), reason=reason)
            except ValidationError as refusal:
                form.add_error(None, refusal)
                status = 409
            else:
                self.message_user(request, f"已恢复“{row}”的这一版。", messages.SUCCESS)
                return redirect(row.get_admin_url())
        shown: dict[str, Any] = {
            "form": form,
            "chosen": chosen,
            "author": author_of(chosen),
            "changes": changes,
        }
        shown[OPENED] = newest
        return self.history_page(request, "history/restore", "恢复这一版", row, status, **shown)

    def get_permitted(self, request: HttpRequest, object_id: str, permits: Any) -> Any:
        """Return a row; raise PermissionDenied where it is not permitted, Http404 for none."""
        row = self.get_object(request, unquote(object_id))
        if not permits(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def history_page(
        self,
        request: HttpRequest,
        template: str,
        title: str,
        row: Any,
        status: int = 200,
        **own: Any,
    ) -> HttpResponse:
        shared = {"opts": self.opts, "object": row, "media": self.media}
        return desk_page(request, template, f"{title}：{row}", status, **shared, **own)
