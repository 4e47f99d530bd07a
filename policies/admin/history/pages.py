"""The pages that show the versions of a row, compare two of them and restore one."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from reversion.models import Revision, Version

from policies.admin.editing.reasons import REASON, ReasonField
from policies.admin.history.changes import RowChange, described, related_keys
from policies.admin.history.clash import OPENED, author_of, newest_revision
from policies.admin.history.comparing import differences, in_words
from policies.admin.history.restoring import restore
from policies.admin.history.versions import names_of, pages_in, versions_of
from policies.diagnosis.staff import staff_of

PER_PAGE = 50
FIRST_VERSION = "最早的版本"
NO_CHANGE = "内容没有变化"


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    revision: int
    moment: datetime
    author: str
    reason: str
    changed: str


def entries_of(row: Model, page: "Page[Version]", older: Version | None) -> list[Entry]:
    """Return the lines of a page of the history, each compared with the version before it."""
    versions = [*page, *([older] if older else [])]
    states = pages_in(row, [version.revision_id for version in versions])
    entries = []
    for version, former in zip(page, [*versions[1:], None], strict=False):
        changed = FIRST_VERSION
        if former is not None:
            found = differences(states[former.revision_id], states[version.revision_id])
            changed = in_words(found) or NO_CHANGE
        revision = version.revision
        entries.append(
            Entry(
                revision.pk, revision.date_created, author_of(revision), revision.comment, changed
            )
        )
    return entries


def compared(row: Model, old: int, new: int) -> list[RowChange]:
    """Return what changed on a row's page from one revision to another; raise Http404 for none."""
    states = pages_in(row, [old, new])
    if not {old, new} <= states.keys():
        raise Http404
    found = differences(states[old], states[new])
    return described(found, names_of(related_keys(found)))


class RestoreForm(forms.Form):
    """Why a version is restored."""

    change_reason = ReasonField(help_text="写给同事看，记在修改记录里")


class HistoryPages(admin.ModelAdmin):  # type: ignore[type-arg]
    """The admin of rows with a history that editors read and restore from."""

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        restoring = path("<path:object_id>/history/<int:revision>/", view, name=name)
        return [restoring, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the versions of a row, and what changed between the two that were picked."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        versions = versions_of({self.model: [row.pk]}).select_related("revision__user")
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get("p"))
        oldest = page[-1].pk if len(page) else 0
        entries = entries_of(row, page, versions.filter(pk__lt=oldest).first())
        context = self.history_context(request, row, f"修改记录：{row}") | {
            "page": page,
            "entries": entries,
            "picked": [entry.revision for entry in reversed(entries[:2])],
            "may_restore": self.has_change_permission(request, row),
        }
        picked = [request.GET.get(name, "") for name in ("old", "new")]
        if all(text.isdecimal() for text in picked):
            old, new = sorted(map(int, picked))
            context |= {"picked": [old, new], "changes": compared(row, old, new)}
        return TemplateResponse(request, "admin/object_history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """Show what restoring a version would change, and restore it for a reason."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        chosen = get_object_or_404(Revision, pk=revision)
        form = RestoreForm(request.POST or None)
        if (
            request.method == "POST"
            and form.is_valid()
            and self.is_restored(row, chosen, form, request)
        ):
            self.message_user(request, f"已恢复“{row}”的这一版。", messages.SUCCESS)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return redirect(reverse(name, args=[row.pk]))
        newest = newest_revision({self.model: [row.pk]}) or revision
        context = self.history_context(request, row, f"恢复这一版：{row}") | {
            "form": form,
            "chosen": chosen,
            "author": author_of(chosen),
            OPENED: newest,
            "changes": compared(row, newest, revision),
        }
        is_refused = bool(form.is_bound and form.non_field_errors())
        status = HTTPStatus.CONFLICT if is_refused else HTTPStatus.OK
        return TemplateResponse(request, "admin/history/restore.html", context, status=status)

    def is_restored(
        self, row: Any, chosen: Revision, form: RestoreForm, request: HttpRequest
    ) -> bool:
        """Restore a version; where that is refused, say why in the form."""
        seen = request.POST.get(OPENED, "")
        try:
            restore(
                row,
                chosen,
                seen=int(seen) if seen.isdecimal() else None,
                author=staff_of(request),
                reason=form.cleaned_data[REASON],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        return True

    def history_context(self, request: HttpRequest, row: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": row,
            "media": self.media,
        }
