"""Why a change is made, and what readers are told of it: asked on every page of content."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget

from policies.admin.history.pages import ReasonField
from policies.presentation.form_fields import PlainTextField

REASON = "change_reason"
REASON_OF_ADDING = "新增"
NOTE_FIELDS = ("note_for_readers", "note_is_minor")
LONGEST_NOTE = 120


class EditorForm(forms.ModelForm):  # type: ignore[type-arg]
    """The form of a page of content; what is said about a change is no change of content."""

    change_reason = ReasonField(help_text="写给同事看，记在修改记录里")
    note_for_readers = PlainTextField(
        label="告诉读者改了什么",
        max_length=LONGEST_NOTE,
        widget=AdminTextInputWidget,
        help_text="填写后列入网站的“更新”，与本页一起公开；不必告诉读者时留空",
    )
    note_is_minor = forms.BooleanField(label="小改动，不进订阅", required=False)

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


def reason_of(form: Any, *, is_new: bool) -> str:
    """Return why a valid form is saved; a list that is edited asks once for all its forms."""
    reason: str = form.cleaned_data.get(REASON, "")
    return reason or (REASON_OF_ADDING if is_new else "")
