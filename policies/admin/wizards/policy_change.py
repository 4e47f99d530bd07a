"""政策变动: a rule set copied with a later date, its thresholds changed, checked and published."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from policies.admin.base import desk_page
from policies.admin.editing.rule_changes import changes_between, problems_of, stored_rules
from policies.admin.history.undoing import offer_undo
from policies.admin.wizards.forms import (
    DOCUMENT_PARTS,
    DocumentForm,
    PublishForm,
    add_errors,
    day_field,
)
from policies.diagnosis.casework.outcome_changes import outcome_changes
from policies.diagnosis.staff import staff_of
from policies.models import Condition, RuleSet
from policies.models.copying import copy_rule_set
from policies.models.criteria import TAKING_EFFECT
from policies.models.history import Change, change
from policies.presentation.form_fields import PlainTextField
from policies.presentation.previews import preview_address
from policies.vocabulary import Metric, MetricKind, PublicationState
from policies.vocabulary.formats import plain_number


class SuccessorForm(DocumentForm):
    """Which rules change, from when, and by which document."""

    former = forms.ModelChoiceField(RuleSet.objects.none(), label="哪一套规则变了")
    effective_from = day_field("新规则施行日期")
    title = PlainTextField(
        label="新规则集名称", max_length=80, help_text="读者看得到", required=True
    )
    # A draft tells readers nothing yet; they are told when it is published.
    note_for_readers = note_is_minor = None  # type: ignore[assignment]
    headings = (
        ("变动", ("former", "effective_from", "title")),
        *DOCUMENT_PARTS,
        ("保存", ("reason",)),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        later = RuleSet.objects.filter(
            Q(for_new_applications=True) & Q(for_new_applications=OuterRef("for_new_applications"))
            | Q(for_reviews=True) & Q(for_reviews=OuterRef("for_reviews")),
            tier=OuterRef("tier"),
            orientation=OuterRef("orientation"),
            effective_from__gt=OuterRef("effective_from"),
            publication__in=(*TAKING_EFFECT, PublicationState.DRAFT),
        )
        current = RuleSet.objects.filter(~Exists(later), publication__in=TAKING_EFFECT)
        field: Any = self.fields["former"]
        field.queryset = current.select_related("tier")

    def clean(self) -> dict[str, Any]:
        """Refuse a date that is not later than the former rules'."""
        cleaned = super().clean()
        former, day = cleaned.get("former"), cleaned.get("effective_from")
        if former and day and day <= former.effective_from:
            self.add_error("effective_from", "要晚于原规则的施行日期。")
        return cleaned

    def save(self) -> RuleSet:
        """Copy the rules into a draft; raise ValidationError."""
        former, day = self.cleaned_data["former"], self.cleaned_data["effective_from"]
        return copy_rule_set(
            former,
            code=f"{former.tier.code.replace('_', '-')}-{day:%Y%m%d}",
            title=self.cleaned_data["title"],
            effective_from=day,
            source=self.save_document(),
        )


class ThresholdForm(forms.ModelForm):  # type: ignore[type-arg]
    """One threshold of a draft, beside what the former rules ask."""

    class Meta:
        model = Condition
        fields = ("threshold",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        metric = Metric(self.instance.metric)
        self.fields["threshold"].required = True
        self.fields["threshold"].label = f"{metric.label}（{metric.unit}）"
        self.initial["threshold"] = plain_number(self.instance.threshold)


ThresholdFormSet = forms.modelformset_factory(Condition, form=ThresholdForm, extra=0)


@permission_required("policies.change_ruleset", raise_exception=True)
def change_thresholds(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft's thresholds, what they change and for whom; save or publish them."""
    draft = get_object_or_404(RuleSet, pk=pk, publication=PublicationState.DRAFT)
    thresholds = ThresholdFormSet(
        request.POST if request.POST.get("step") == "save" else None,
        queryset=numeric_conditions(draft),
    )
    publishing = PublishForm(request.POST if request.POST.get("step") == "publish" else None)
    if thresholds.is_bound and thresholds.is_valid():
        with change(author=staff_of(request), reason=f"改门槛：{draft}") as made:
            thresholds.save()
        messages.success(request, "门槛已存入草稿，读者还看不到。")
        offer_undo(request, made)
        return redirect("admin:wizard-thresholds", draft.pk)
    if publishing.is_bound and publishing.is_valid():
        try:
            made = publish(draft, publishing, author=staff_of(request))
        except ValidationError as error:
            add_errors(publishing, error)
        else:
            messages.success(request, f"{draft}：{draft.get_publication_display()}")
            offer_undo(request, made)
            return redirect("admin:policies_ruleset_change", draft.pk)
    return show_draft(request, draft, thresholds, publishing)


def numeric_conditions(draft: RuleSet) -> Any:
    """Return the conditions of a rule set that compare a figure, in the order of print."""
    numeric = [metric for metric in Metric if metric.kind == MetricKind.NUMBER]
    return (
        Condition.objects.filter(criterion__group__rule_set=draft, metric__in=numeric)
        .select_related("criterion__group")
        .order_by("criterion__group__position", "criterion__position", "position")
    )


def publish(draft: RuleSet, form: PublishForm, *, author: User) -> Change:
    """Publish a draft now or at its minute, with its note; raise ValidationError.

    A draft that would be published only after it takes effect is refused: between the two days
    the former rules would still be shown.
    """
    if problems := problems_of(draft):
        raise ValidationError(problems)
    at = form.cleaned_data["publish_at"]
    if at is not None and timezone.localdate(at) >= draft.effective_from:
        raise ValidationError({"publish_at": "要早于施行日期；已经施行的请马上发布。"})
    draft.publication = PublicationState.SCHEDULED if at else PublicationState.PUBLISHED
    draft.publish_at = at
    draft.full_clean()
    with change(author=author, reason=form.cleaned_data["reason"]) as made:
        draft.save()
        form.announce(draft)
    return made


def show_draft(
    request: HttpRequest, draft: RuleSet, thresholds: Any, publishing: PublishForm
) -> HttpResponse:
    """Show the draft with its differences from the former rules and what they would change."""
    after = stored_rules(draft.pk)
    former = draft.former
    before = stored_rules(former.pk) if former else None
    return desk_page(
        request,
        "wizards/thresholds",
        f"改门槛：{draft}",
        422 if thresholds.is_bound or publishing.is_bound else 200,
        draft=draft,
        former=former,
        thresholds=thresholds,
        publishing=publishing,
        changes=changes_between(before, after) if before else [],
        outcomes=outcome_changes(before.rules if before else None, after.rules),
        problems=problems_of(draft),
        preview=preview_address(draft.effective_from, draft.tier.get_absolute_url()),
        may_see_list=request.user.has_perm("diagnosis.view_submission"),
    )
