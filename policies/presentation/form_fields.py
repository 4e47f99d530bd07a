"""What people type: nothing in it that cannot be seen, and read as it is meant."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.vocabulary.typed_text import UnreadableText, fold_width, visible

T = TypeVar("T")


def read_typed(read: Callable[..., T], *typed: Any) -> T:
    """Read what was typed; raise ValidationError with the reason why it cannot be."""
    try:
        return read(*typed)
    except UnreadableText as error:
        raise ValidationError(str(error)) from error


class PlainTextField(forms.CharField):
    """Text without what cannot be seen; `multiline` lets line breaks stand."""

    def __init__(
        self, *, max_length: int, multiline: bool = False, required: bool = False, **kwargs: Any
    ) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(max_length=max_length, required=required, **kwargs)
        self.error_messages.setdefault("max_length", f"最多{max_length}个字。")

    def to_python(self, value: Any) -> str:
        return super().to_python(visible(str(value or ""), multiline=self.multiline)) or ""


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PastDayField(forms.DateField):
    """A day that has come."""

    widget = DayInput

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(f"{self.label}不能晚于今天。")


class FoldedTextField(PlainTextField):
    """Text in which full-width characters mean ordinary ones."""

    def to_python(self, value: Any) -> str:
        return fold_width(super().to_python(value))
