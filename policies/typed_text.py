"""What people type: one spelling of its line breaks, and nothing in it that cannot be seen."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.formats import fold_width

BIDI_CHARACTERS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
LINE_BREAKS = frozenset("\r\n\t")
# Control characters, halves of characters, and separators that end a line unseen.
UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def refuse_control_characters(text: str, allowed: frozenset[str] = frozenset()) -> None:
    """Raise ValidationError for control and text-direction characters outside `allowed`."""
    for character in text:
        unseen = unicodedata.category(character) in UNSEEN and character not in allowed
        if unseen or character in BIDI_CHARACTERS:
            raise ValidationError("含有看不见的控制字符，请重新输入这一项。", code="control")


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
