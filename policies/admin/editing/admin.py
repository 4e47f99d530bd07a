"""How content is edited: who saves what and why, what readers hear of it, when they see it."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, Field
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from markdownx.models import MarkdownxField

from policies.admin.editing import forms
from policies.admin.editing.stale_numbers import changed_figures, warn_of_passages
from policies.admin.history import versions
from policies.admin.history.changes import OPENED, find_clash
from policies.admin.history.pages import HistoryAdmin
from policies.admin.history.undoing import offer_undo
from policies.diagnosis.staff import staff_of
from policies.models import ApplicationRound, Publishable, RuleSet, TopicPage, UpdateNote, history
from policies.presentation.previews import preview_address
from policies.vocabulary import PublicationState

LONGEST_LINE = 80  # characters; a longer text gets a field of several lines
BEGIN_AS_DRAFT = (TopicPage, RuleSet, ApplicationRound, UpdateNote)
DATES = ("effective_from", "effective_to")


def section(title: str | None, *fields: Any, **options: Any) -> tuple[str | None, Any]:
    """Return a fieldset: its title, then its fields, those in a tuple on one line."""
    return title, {"fields": fields, **options}


class EditingMixin(BaseModelAdmin):  # type: ignore[type-arg]
    """What pages and inlines share: the fitting widget for each kind of field, and no deletion."""

    formfield_overrides = {
        MarkdownxField: {"widget": forms.MarkdownWidget},
        models.TextField: {"widget": forms.TextWidget},
        models.DecimalField: {"form_class": forms.PlainDecimalField},
        models.URLField: {"assume_scheme": "https"},
    }

    class Media:
        css = {"all": ("admin_desk/desk.css", "admin_desk/markdown.css")}
        js = ("admin_desk/markdown.js", "admin_desk/calendar.js")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.model in versions.REMOVABLE and self.has_change_permission(request, obj)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        is_text = type(db_field) is models.CharField and not db_field.choices
        if is_text and (db_field.max_length or 0) > LONGEST_LINE:
            kwargs.setdefault("widget", forms.LongTextWidget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class EditorTabularInline(EditingMixin, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a subject that fit into a table."""

    formset = forms.EditorFormSet
    extra = 0
    view_on_site = False


class EditorStackedInline(EditingMixin, admin.StackedInline):  # type: ignore[type-arg]
    """Rows of a subject, each folded until it is opened."""

    formset = forms.EditorFormSet
    extra = 0
    view_on_site = False
    template = "admin/folded_inline.html"


class EditorAdmin(EditingMixin, HistoryAdmin):
    """The admin of a subject: every change in one revision, with its author and a reason."""

    form = forms.EditorForm
    list_per_page = 100
    save_on_top = True
    tells_readers = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_fieldsets(request, obj)
        return (*own, *self.closing_fieldsets(request, obj))

    def closing_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what follows the fieldsets of the subject: last of all, why it is saved."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ()
        fields = (forms.REASON, *(forms.NOTE_FIELDS if self.tells_readers else ()))
        return (section("保存", *fields, classes=("saving",)),)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: Any = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Show the page with the revision that it shows; save on top of that one only."""
        context = dict(extra_context or {})
        if request.method != "POST":
            # Asked before the row is read, so that a change in between counts as unseen.
            context[OPENED] = versions.newest_revision(self.rows_on_page(object_id))
            return super().changeform_view(request, object_id, form_url, context)
        context[OPENED] = request.POST.get(OPENED, "")
        with history.change(author=staff_of(request)):
            self.rows_on_page(object_id, locked=True)
            return super().changeform_view(request, object_id, form_url, context)

    def rows_on_page(self, object_id: str | None, *, locked: bool = False) -> versions.Rows:
        """Return the rows that the page of a row edits, none for a new one."""
        text = unquote(object_id or "")
        inlines = [inline.model for inline in self.inlines]
        if not text.isdecimal():
            return {}
        return versions.rows_on_page(self.model, int(text), inlines, locked=locked)

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
        reason = request.POST.get(forms.REASON, "")
        with history.change(author=staff_of(request), reason=reason) as made:
            response = super().changelist_view(request, *args, **kwargs)
        offer_undo(request, made)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts; a save that changes nothing leaves no version.

        Then say which texts still hold a figure that the page or a row inside it had before.
        """
        reason = form.cleaned_data.get(forms.REASON) or ("" if change else "新增")
        with history.change(reason=reason):
            super().save_related(request, form, formsets, change)
            if not change or any(one.has_changed() for one in (form, *formsets)):
                versions.record_pages(type(form.instance), [form.instance.pk])
            form.announce(form.instance)
        inside = (row_form for formset in formsets for row_form in formset.forms)
        warn_of_passages(request, changed_figures([form, *inside]))

    def view_on_site(self, obj: Any) -> str:
        """Return where readers see the row."""
        address: str = obj.get_absolute_url()
        return address


def publishing_section(own: Any, **options: Any) -> tuple[str | None, Any]:
    """Return the fieldset 发布; the dates are left out where the own fieldsets show them."""
    dates = [] if {*DATES} & {*flatten_fieldsets(own or ())} else [DATES]
    return section("发布", ("publication", "publish_at"), *dates, **options)


def preview_day(row: Publishable) -> date:
    """Return the first day, from today on, on which readers will see a row all day."""
    days = [timezone.localdate()]
    if row.effective_from:
        days.append(row.effective_from)
    if row.publish_at and row.publish_at > timezone.now():
        begins = timezone.localdate(row.publish_at - timedelta(microseconds=1))
        days.append(begins + timedelta(days=1))
    return max(days)


class PublishableAdmin(EditorAdmin):
    """The admin of what readers see when an editor says so."""

    action_form = forms.ReasonedActionForm
    actions = ("publish_rows", "withdraw_rows")

    def closing_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        closing = super().closing_fieldsets(request, obj)
        return (publishing_section(self.fieldsets), *closing)

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "publication")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), "publication")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        begins = {"publication": PublicationState.DRAFT} if self.model in BEGIN_AS_DRAFT else {}
        return {**begins, **super().get_changeform_initial_data(request)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if row := context["original"]:
            address = preview_address(preview_day(row), self.view_on_site(row))
            context["preview_address"] = address
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="发布", permissions=["change"])
    def publish_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Publish the chosen rows, all of them or none."""
        self.change_state(request, rows, PublicationState.PUBLISHED)

    @admin.action(description="撤下", permissions=["change"])
    def withdraw_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Take the chosen rows from readers; their pages and histories stay with the editors."""
        self.change_state(request, rows, PublicationState.WITHDRAWN)

    def change_state(
        self, request: HttpRequest, rows: QuerySet[Any], state: PublicationState
    ) -> None:
        """Move rows to a state in one revision with the action's reason, and say what was done."""
        reason = request.POST.get(forms.REASON, "").strip()
        if not reason:
            self.message_user(request, "请写改动原因，再执行操作。", messages.ERROR)
            return
        chosen = self.model._base_manager.filter(pk__in=rows.values("pk"))
        moved, now = chosen.exclude(publication=state).select_for_update(), timezone.now()
        try:
            with history.change(author=staff_of(request), reason=reason):
                for row in moved:
                    row.publication = state
                    if state == PublicationState.PUBLISHED:
                        row.publish_at = min(row.publish_at or now, now)
                        row.full_clean()
                    row.save()
        except ValidationError as error:
            refusal = f"“{row}”没有通过检查：{'；'.join(error.messages)}"
            self.message_user(request, refusal, messages.ERROR)
            return
        self.message_user(request, f"{state.label}：{len(moved)} 项。", messages.SUCCESS)
