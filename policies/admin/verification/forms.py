"""What editors type on the trust desk."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.models import Dispute, SourceDocument
from policies.models.settling import figures_of
from policies.presentation.form_fields import FoldedTextField, PlainTextField
from policies.vocabulary import Settlement, SourceKind, Treatment, View
from policies.vocabulary.base import Vocabulary
from policies.vocabulary.formats import NUMBER, scaled

FIGURE = re.compile(rf"({NUMBER}) *([万亿]?)(元|家|%)")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def next_review() -> date:
    return timezone.localdate() + timedelta(days=settings.REVIEW_AFTER_DAYS)


class PastDayField(forms.DateField):
    """A day that has come."""

    widget = DayInput

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(f"{self.label}不能晚于今天。")


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


class SignatureForm(forms.Form):
    """Who decided for the centre, and when."""

    decided_by = PlainTextField(label="确认人", max_length=40, required=True)
    decided_on = PastDayField(label="确认日期", initial=timezone.localdate)


class LineForm(forms.Form):
    """One line of the confirmation sheet; without a decision it stays as it is."""

    decision = forms.ChoiceField(label="决定", required=False, widget=forms.RadioSelect)
    text = PlainTextField(label="改写为", max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, shown: str, **kwargs: Any) -> None:
        """Take what the sheet shows of the line, so that nobody decides about another text."""
        kwargs["initial"] = {"seen": shown}
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.is_outdated = False

    def clean(self) -> None:
        """Refuse a decision about what has changed, or without what it needs."""
        is_decided = bool(self.cleaned_data.get("decision"))
        self.is_outdated = is_decided and self.cleaned_data.get("seen") != self.shown
        if self.is_outdated:
            raise ValidationError("打开这页之后，这一条改过了。请看过再定。")


class Decision(Vocabulary):
    """What the owner says to a sentence or a benefit."""

    AGREED = "agreed", "同意"
    REWORDED = "reworded", "改写"
    WITHDRAWN = "withdrawn", "撤下"


class SentenceForm(LineForm):
    """What becomes of a sentence in the centre's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = Decision.choices()  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Refuse what would print nothing."""
        super().clean()
        decision = self.cleaned_data.get("decision")
        if decision == Decision.REWORDED and not self.cleaned_data.get("text"):
            self.add_error("text", "请写上新的话。")
        if decision == Decision.AGREED and not self.shown:
            self.add_error("decision", "这里还没有话，请选“改写”并写上。")


class PairForm(LineForm):
    """How a pair is settled."""

    figure = FoldedTextField(label="新表述里的数（连单位，没有就不填）", max_length=30)
    document = forms.ModelChoiceField(
        SourceDocument.objects.filter(url_checked_on__isnull=False).exclude(
            kind__in=(SourceKind.OWNER, SourceKind.CALCULATION)
        ),
        label="采用本中心口径的依据（只列打开过原文的）",
        required=False,
    )

    def __init__(self, *args: Any, pair: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        offered = [Settlement.OPEN, Settlement.FOLDED]
        if pair.treatment == Treatment.TWO_FIGURES:
            offered = [choice for choice in Settlement if choice != Settlement.FOLDED]
        else:
            for name in ("text", "figure", "document"):
                del self.fields[name]
        choices = [(choice.value, choice.label) for choice in offered]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def clean_figure(self) -> Decimal | None:
        """Return the figure in the unit of the facts."""
        text = self.cleaned_data["figure"].strip()
        if not text:
            return None
        found = FIGURE.fullmatch(text)
        units = {fact.figure_unit for fact in figures_of(self.pair) if fact.figure_field}
        if not found or found[3] not in units:
            raise ValidationError(f"请写一个数，单位是{'或'.join(sorted(units))}，例如600万元。")
        return scaled(found[1], found[2])

    def clean(self) -> None:
        """Refuse the centre's side without an opened document, and a new wording without words."""
        super().clean()
        decision = self.cleaned_data.get("decision")
        if decision == Settlement.OWNER and not self.cleaned_data.get("document"):
            self.add_error("document", "请选一份打开过原文的文件；没有，就先在核对台打开并核对。")
        if decision == Settlement.REWORDED and not self.cleaned_data.get("text"):
            self.add_error("text", "请写上新的表述。")
