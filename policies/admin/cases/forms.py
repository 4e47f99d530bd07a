"""What advisers send from the page of a case."""

from typing import Any

from django import forms
from django.contrib.auth.models import User

from policies.diagnosis.casework.steps import standing_of
from policies.diagnosis.models import Note, Submission
from policies.diagnosis.staff import advisers, name_of
from policies.diagnosis.vocabulary import CaseStep
from policies.presentation.form_fields import PlainTextField

LONGEST_NOTE = Note._meta.get_field("text").max_length or 0


class NoteField(PlainTextField):
    """The text of a note."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NOTE, multiline=True, **kwargs)
        self.widget.attrs["rows"] = 2


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The advisers by their names."""

    def label_from_instance(self, obj: User) -> str:
        return name_of(obj)


class StepForm(forms.Form):
    """A step with a case: the button, the colleague who gets it, and a note where one is due."""

    seen = forms.CharField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=CaseStep.choices())
    colleague = ColleagueField(
        label="转给",
        queryset=User.objects.none(),
        required=False,
        empty_label="选同事",
        error_messages={"invalid_choice": "这位同事现在接不了，请另选一位。"},
    )
    note = NoteField(label="备注（可不填）")

    def __init__(self, case: Submission, data: Any = None, *, note: str = "") -> None:
        """Offer the steps of `case`; `note` is text that an adviser has typed before."""
        initial = {"seen": standing_of(case), "note": note}
        super().__init__(data, initial=initial, auto_id="step-%s")
        self.fields["colleague"].queryset = (  # type: ignore[attr-defined]
            advisers() if self.is_bound else advisers().exclude(pk=case.assigned_to_id)  # type: ignore[misc]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a colleague where one is to get the case."""
        chosen: dict[str, Any] = self.cleaned_data
        is_handed_over = chosen.get("step") == CaseStep.HAND_OVER
        if is_handed_over and "colleague" not in self.errors and not chosen["colleague"]:
            self.add_error("colleague", "请先选要转给哪位同事。")
        return chosen


class NoteForm(forms.Form):
    """A note on its own."""

    use_required_attribute = False

    text = NoteField(
        label="新备注", required=True, error_messages={"required": "请写下备注再保存。"}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s")
