"""How editors type: wide fields, plain decimals, Markdown with a preview, and a way to the site."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from policies.admin.editing.rows import EditorFormSet
from policies.admin.editing.saving import SavingAdmin
from policies.admin.history.versions import REMOVABLE
from policies.vocabulary.formats import plain_number

LONGEST_LINE = 80  # characters; a longer text gets a field of several lines


class TextWidget(AdminTextareaWidget):
    """Several lines, which browsers send with line breaks of their own."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        return with_plain_breaks(super().value_from_datadict(data, files, name))


class MarkdownWidget(AdminMarkdownxWidget):  # type: ignore[misc]
    """The same for Markdown, with its preview."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        return with_plain_breaks(super().value_from_datadict(data, files, name))


def with_plain_breaks(text: str | None) -> str | None:
    """Return a text as it is stored, so that a text which nobody touched counts as unchanged."""
    return text if text is None else text.replace("\r\n", "\n")


class LongTextWidget(AdminTextareaWidget):
    """Several lines for one line of text: the line breaks that a paste brings are dropped."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 2, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return value if value is None else "".join(value.splitlines())


class PlainDecimalField(forms.DecimalField):
    """Shows a stored decimal without trailing zeros: 5000, not 5000.0000."""

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


class EditingMixin(BaseModelAdmin):  # type: ignore[type-arg]
    """What pages and inlines share: the fitting widget for each kind of field, and no deletion."""

    formfield_overrides = {
        MarkdownxField: {"widget": MarkdownWidget},
        models.TextField: {"widget": TextWidget},
        models.DecimalField: {"form_class": PlainDecimalField},
        models.URLField: {"assume_scheme": "https"},
    }

    class Media:
        css = {"all": ("admin_desk/desk.css", "admin_desk/markdown.css")}
        js = ("admin_desk/markdown.js", "admin_desk/calendar.js")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.model in REMOVABLE and self.has_change_permission(request, obj)

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        is_choice = bool(db_field.choices)
        if type(db_field) is models.CharField and not is_choice and is_long(db_field):
            kwargs.setdefault("widget", LongTextWidget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "models.ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelMultipleChoiceField[Any] | None":
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def is_long(field: "models.CharField[Any, Any]") -> bool:
    return field.max_length is not None and field.max_length > LONGEST_LINE


class EditorAdmin(EditingMixin, SavingAdmin):
    """The admin of a subject."""

    list_per_page = 100
    save_on_top = True


class EditorTabularInline(EditingMixin, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a subject that fit into a table."""

    formset = EditorFormSet
    extra = 0
    view_on_site = False


class EditorStackedInline(EditingMixin, admin.StackedInline):  # type: ignore[type-arg]
    """Rows of a subject, each folded until it is opened."""

    formset = EditorFormSet
    extra = 0
    view_on_site = False
    template = "admin/folded_inline.html"
