"""What editors type on the trust desk: when a document was read, and which view comes first."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone

from policies.models import Dispute
from policies.presentation.form_fields import DayInput, PastDayField, PlainTextField
from policies.vocabulary import View


def next_review() -> date:
    return timezone.localdate() + timedelta(days=settings.REVIEW_AFTER_DAYS)


class ReadingForm(forms.Form):
    """When a document was read, and by when that is due again."""

    checked_on = PastDayField(label="核对日期", initial=timezone.localdate)
    review_by = forms.DateField(label="下次复核", initial=next_review, widget=DayInput)

    def clean(self) -> None:
        """Refuse a review before the reading."""
        on, review_by = self.cleaned_data.get("checked_on"), self.cleaned_data.get("review_by")
        if on and review_by and review_by <= on:
            self.add_error("review_by", "下次复核要晚于核对日期。")


class DisputeForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which view readers see first, and what they are told about the other."""

    shown_first = forms.ChoiceField(
        label="先显示哪一种", choices=View.choices, widget=forms.RadioSelect
    )
    reason = PlainTextField(label="为什么这样改", max_length=200, required=True)

    class Meta:
        model = Dispute
        fields = ("shown_first", "public_wording")
        widgets = {"public_wording": forms.Textarea(attrs={"rows": 2})}

    def clean_public_wording(self) -> str:
        """Drop the line breaks that a paste brings."""
        return "".join(self.cleaned_data["public_wording"].splitlines())
