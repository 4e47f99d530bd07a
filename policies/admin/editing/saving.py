"""How a page of content is saved: with author and reason, in one revision, told to readers."""

from http import HTTPStatus
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse

from policies.admin.editing.reasons import NOTE_FIELDS, REASON, EditorForm, reason_of
from policies.admin.history.clash import OPENED, find_clash
from policies.admin.history.pages import HistoryAdmin
from policies.admin.history.undoing import offer_undo
from policies.admin.history.versions import Rows, newest_revision, record_page, rows_on_page
from policies.diagnosis.staff import staff_of
from policies.models import history
from policies.models.updates import announce

SAVING = "saving"  # marks the fieldset that stands below everything else


class SavingAdmin(HistoryAdmin):
    """The admin of rows whose every change has an author and a reason."""

    form = EditorForm
    tells_readers = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_fieldsets(request, obj)
        return (*own, *self.closing_fieldsets(request, obj))

    def closing_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what follows the fieldsets of the subject: last of all, why it is saved."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ()
        fields = (REASON, *(NOTE_FIELDS if self.tells_readers else ()))
        return (("保存", {"fields": fields, "classes": (SAVING,)}),)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page with the revision that it shows; save on top of that one only."""
        context = dict(extra_context or {})
        if request.method != "POST":
            # Asked before the row is read, so that a change in between counts as unseen.
            context[OPENED] = newest_revision(self.rows_on_page(object_id))
            return super().changeform_view(request, object_id, form_url, context)
        context[OPENED] = request.POST.get(OPENED, "")
        with history.change(author=staff_of(request)):
            self.rows_on_page(object_id, locked=True)
            return super().changeform_view(request, object_id, form_url, context)

    def rows_on_page(self, object_id: str | None, *, locked: bool = False) -> Rows:
        """Return the rows that the page of a row edits, none for a new one."""
        text = unquote(object_id or "")
        key = int(text) if text.isdecimal() else None
        models = [inline.model for inline in self.inlines]
        return rows_on_page(self.model, key, models, locked=locked)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; where others changed the page meanwhile, it knows and refuses."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if change and request.method == "POST":
            rows = self.rows_on_page(str(obj.pk))
            form.clash = find_clash(obj, rows, request.POST.get(OPENED, ""))
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        clash = context["adminform"].form.clash
        if clash is not None:
            context |= {"clash": clash, OPENED: clash["newest"]}
        response = super().render_change_form(request, context, *args, **kwargs)
        if clash is not None:
            response.status_code = HTTPStatus.CONFLICT
        return response

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        reason = request.POST.get(REASON, "")
        with history.change(author=staff_of(request), reason=reason) as made:
            response = super().changelist_view(request, *args, **kwargs)
        offer_undo(request, made)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts; a save that changes nothing leaves no version."""
        with history.change(reason=reason_of(form, is_new=not change)):
            super().save_related(request, form, formsets, change)
            if not change or any(one.has_changed() for one in (form, *formsets)):
                record_page(form.instance)
            text = form.cleaned_data.get("note_for_readers")
            if text:
                announce(
                    form.instance,
                    title=text,
                    is_minor=form.cleaned_data["note_is_minor"],
                    address=self.view_on_site(form.instance),
                )

    def view_on_site(self, obj: Any) -> str:
        """Return where readers see the row."""
        address: str = obj.get_absolute_url()
        return address
