"""How a page of content is saved: with author and reason, in one revision, told to readers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from policies.admin.reasons import NOTE_FIELDS, REASON, EditorForm, reason_of
from policies.admin.versions import record_page
from policies.models import history
from policies.models.updates import announce

SAVING = "saving"  # marks the fieldset that stands below everything else


class SavingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with history.change(author=request.user):  # type: ignore[arg-type]
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        with history.change(author=request.user, reason=request.POST.get(REASON, "")):  # type: ignore[arg-type]
            return super().changelist_view(request, *args, **kwargs)

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
