"""The forms for conditions and paths on the page of a criterion."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory

from policies.admin.editing.forms import EditorFormSet
from policies.models import Condition, Criterion, Path
from policies.vocabulary import Metric, MetricKind

SEPARATORS = re.compile(r"[\s,，、;；和]+")


def options_by_metric() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every option of every metric that has options, under the label of its metric."""
    return [(metric.label, metric.options.choices()) for metric in Metric if metric.options]


class MetricSelect(forms.Select):
    """Tells the page what kind of value each metric takes, so that it shows the fitting field."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in Metric.codes():
            option["attrs"]["data-kind"] = MetricKind(Metric(value).kind).name.lower()
            option["attrs"]["data-label"] = Metric(value).label
        return option


class ConditionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A condition with a typed threshold; `Condition.clean` says which of the three applies."""

    flag = forms.NullBooleanField(
        label="须为",
        widget=forms.Select(choices=[("", "不适用"), ("True", "是"), ("False", "否")]),
    )
    choices = forms.MultipleChoiceField(
        label="选项",
        required=False,
        choices=options_by_metric,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有“%(value)s”这个选项。"},
    )

    class Meta:
        model = Condition
        fields = ("position", "metric", "operator", "threshold", "flag", "choices")
        widgets = {"metric": MetricSelect}


ConditionFormSet = inlineformset_factory(Criterion, Condition, form=ConditionForm)


class ConditionNumbersField(forms.CharField):
    """Numbers of conditions as an editor lists them: 1、2."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        words = [word for word in SEPARATORS.split(text) if word]
        if not all(word.isdecimal() and len(word) < 5 for word in words):
            raise ValidationError("请填条件的序号，用顿号分开，例如：1、2。")
        return sorted({int(word) for word in words})

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial or [])) != (data or "")


class PathForm(forms.ModelForm):  # type: ignore[type-arg]
    """A path names its conditions by number, so that both can be new on the same page."""

    condition_numbers = ConditionNumbersField(
        label="须同时满足的条件", help_text="填上面条件的序号，用顿号分开，例如：1、2"
    )

    class Meta:
        model = Path
        fields = ("position", "exemption", "wording")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            numbers = [condition.position for condition in self.instance.conditions.all()]
            self.initial["condition_numbers"] = numbers


class PathFormSet(EditorFormSet):
    """The paths of a criterion, checked against the conditions posted with them."""

    def clean(self) -> None:
        """Refuse a path that names a condition which is not, or no longer, on the page."""
        super().clean()
        known = self.posted_numbers()
        if known is None:
            return
        for form in self.remaining_forms():
            missing = [n for n in form.cleaned_data.get("condition_numbers", []) if n not in known]
            if missing:
                names = "、".join(map(str, missing))
                form.add_error("condition_numbers", f"上面没有序号为{names}的条件。")

    def save(self, commit: bool = True) -> Any:
        """Save the paths and link each to its conditions, which are stored by now."""
        saved = super().save(commit=commit)
        stored = {condition.position: condition for condition in self.instance.conditions.all()}
        for form in self.remaining_forms():
            numbers = form.cleaned_data["condition_numbers"]
            form.instance.conditions.set([stored[number] for number in numbers])
        return saved

    def remaining_forms(self) -> list[Any]:
        """Return the forms that an editor filled in and does not delete."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]

    def posted_numbers(self) -> set[int] | None:
        """Return the numbers of the posted conditions; None while those have errors."""
        conditions = ConditionFormSet(self.data, instance=self.instance, prefix="conditions")
        if not conditions.is_valid():
            return None
        rows = [form.cleaned_data for form in conditions.forms]
        return {row["position"] for row in rows if row and not row.get("DELETE")}
