"""What people type: one spelling of its line breaks, and nothing in it that cannot be seen."""

from typing import Any

from django import forms

from policies.models.validators import LINE_BREAKS, refuse_control_characters
from policies.vocabulary.formats import fold_width


class PlainTextField(forms.CharField):
    """Text without control and direction characters; `multiline` lets line breaks stand."""

    def __init__(
        self, *, max_length: int, multiline: bool = False, required: bool = False, **kwargs: Any
    ) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(max_length=max_length, required=required, **kwargs)
        self.error_messages.setdefault("max_length", f"最多{max_length}个字。")

    def to_python(self, value: Any) -> str:
        # A line break counts once, as it does in the browser.
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def run_validators(self, value: Any) -> None:
        refuse_control_characters(value, LINE_BREAKS if self.multiline else frozenset())
        super().run_validators(value)


class FoldedTextField(PlainTextField):
    """Text in which full-width characters mean ordinary ones."""

    def to_python(self, value: Any) -> str:
        return fold_width(super().to_python(value))
