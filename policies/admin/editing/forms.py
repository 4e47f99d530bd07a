"""What editors type: text, decimals and Markdown, why they change it, and what readers hear."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import Model, UniqueConstraint
from django.forms.models import BaseInlineFormSet
from markdownx.widgets import AdminMarkdownxWidget

from policies.admin.history.pages import ReasonField
from policies.admin.history.undoing import move_aside
from policies.models.updates import announce
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary.formats import plain_number
from policies.vocabulary.typed_text import visible

REASON = "change_reason"
NOTE_FIELDS = ("note_for_readers", "note_is_minor")


class PlainBreaksMixin:
    """Reads a text as it is stored, so that one which nobody touched counts as unchanged."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        text = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        return text if text is None else visible(text, multiline=True)


class TextWidget(PlainBreaksMixin, AdminTextareaWidget):
    """Several lines, which browsers send with line breaks of their own."""


class MarkdownWidget(PlainBreaksMixin, AdminMarkdownxWidget):  # type: ignore[misc]
    """The same for Markdown, with its preview."""


class LongTextWidget(AdminTextareaWidget):
    """Several lines for one line of text: the line breaks that a paste brings are dropped."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": 2, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return value if value is None else visible(value)


class PlainDecimalField(forms.DecimalField):
    """Shows a stored decimal without trailing zeros: 5000, not 5000.0000."""

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


class ReasonedActionForm(ActionForm):
    """The choice of an action on a list, with the reason that its revision records."""

    change_reason = ReasonField(required=False)


class NoteForm(forms.Form):
    """What readers are told of a change."""

    note_for_readers = PlainTextField(
        label="告诉读者改了什么",
        max_length=120,
        widget=AdminTextInputWidget,
        help_text="填写后列入网站的“更新”，与本页一起公开；不必告诉读者时留空",
    )
    note_is_minor = forms.BooleanField(label="小改动，不进订阅", required=False)

    def announce(self, row: Model) -> None:
        """Tell readers what was typed for them; call inside the change that saves the row."""
        if title := self.cleaned_data.get("note_for_readers"):
            announce(row, title=title, is_minor=self.cleaned_data["note_is_minor"])


class EditorForm(forms.ModelForm, NoteForm):  # type: ignore[type-arg]
    """The form of a page of content; what is said about a change is no change of content."""

    change_reason = ReasonField(help_text="写给同事看，记在修改记录里")

    clash: ClassVar[dict[str, Any] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if REASON in self.fields:  # not on a page that may only be viewed
            self.fields[REASON].required = self.instance.pk is not None

    def clean(self) -> dict[str, Any] | None:
        """Refuse to save over what the editor has not seen."""
        if self.clash is not None:
            self.add_error(None, "这一页在您编辑时被别人改过，您的改动还没有保存。")
        return super().clean()

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in (REASON, *NOTE_FIELDS)]


class EditorFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of one parent; they may exchange their positions, other unique values not."""

    def clean(self) -> None:
        """Refuse a value that another stored row holds until both are saved."""
        super().clean()
        for names in self.names_unique_together():
            if names != ["position"]:
                for form in self.initial_forms:
                    if self.takes_from_another(form, names):
                        form.add_error(names[0], "另一行原来就是这个值，请先改好那一行并保存。")

    def takes_from_another(self, form: Any, names: list[str]) -> bool:
        """Return whether a row takes over values that another row has in the database."""
        if form in self.deleted_forms or not set(names) & set(form.changed_data):
            return False
        return any(
            not any(form.fields[n].has_changed(other.initial[n], form[n].data) for n in names)
            for other in self.initial_forms
            if other is not form
        )

    def names_unique_together(self) -> Iterator[list[str]]:
        """Yield the fields that together differ between the rows of a parent."""
        for constraint in self.fk.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.fk.name in constraint.fields:
                yield [name for name in constraint.fields if name != self.fk.name]

    def save_existing_objects(self, commit: bool = True) -> list[Model]:
        """Save the stored rows; those that give up their position first move to a free one."""
        if commit and ["position"] in self.names_unique_together():
            rows = self.fk.model._default_manager.filter(**{self.fk.name: self.instance})
            wanted = [form.cleaned_data.get("position") for form in self.forms if form.is_valid()]
            leaving = [
                form.instance.pk
                for form in self.initial_forms
                if "position" in form.changed_data or form in self.deleted_forms
            ]
            move_aside(rows, leaving, wanted)
        return super().save_existing_objects(commit)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        names = [name for name in unique_check if name != self.fk.name]
        labels = [str(self.fk.model._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
        return f"有两行的{'、'.join(labels)}相同，请改成不同的。"

    def get_form_error(self) -> str:
        return "这一行与上面的一行重复。"
