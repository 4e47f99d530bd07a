"""The page of one case, which the mail links to, and what its buttons do."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from policies.admin.base import desk_page
from policies.diagnosis.casework import mail, steps
from policies.diagnosis.casework.access import record
from policies.diagnosis.form.answer_sheet import answer_rows
from policies.diagnosis.models import Delivery, Note, Submission
from policies.diagnosis.staff import ACCOUNT_GONE, advisers, name_of, staff_of
from policies.diagnosis.submission.brief import brief_of
from policies.diagnosis.submission.message import contact_rows
from policies.diagnosis.submission.tokens import receipt_token
from policies.diagnosis.vocabulary import AccessKind, CaseOutcome, CaseStatus, CaseStep
from policies.presentation.form_fields import PastDayField, PlainTextField
from policies.rules.answers import QUESTIONS_BY_NAME

MAY_WORK = "diagnosis.change_submission"
PAGE = "admin:diagnosis_submission_change"
MOST_BESIDE = 20  # submissions of the same enterprise; the list has them all
# They stand first, open or not, so that a hand finds them without looking.
FIRST_STEPS = (CaseStep.CONTACTED, CaseStep.HAND_OVER, CaseStep.CLOSE)
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
    """A step with a case: the button, who gets it, what it came to, and a note where one is due."""

    seen = forms.CharField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=CaseStep.choices())
    colleague = ColleagueField(
        label="转给",
        queryset=User.objects.none(),
        required=False,
        empty_label="选同事",
        error_messages={"invalid_choice": "这位同事现在接不了，请另选一位。"},
    )
    outcome = forms.TypedChoiceField(
        label="关闭时的结果",
        choices=[("", "只关闭"), *CaseOutcome.choices()],
        coerce=CaseOutcome,
        required=False,
    )
    outcome_on = PastDayField(label="结果日期", required=False)
    note = NoteField(label="备注（可不填）")

    def __init__(self, case: Submission, data: Any = None, *, note: str = "") -> None:
        """Offer the steps of `case`; `note` is text that an adviser has typed before."""
        today = timezone.localdate()
        initial = {"seen": steps.standing_of(case), "outcome_on": today, "note": note}
        super().__init__(data, initial=initial, auto_id="step-%s")
        self.fields["colleague"].queryset = (  # type: ignore[attr-defined]
            advisers() if self.is_bound else advisers().exclude(pk=case.assigned_to_id)  # type: ignore[misc]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a colleague where one is to get the case, for the day of what it came to."""
        chosen: dict[str, Any] = self.cleaned_data
        is_handed_over = chosen.get("step") == CaseStep.HAND_OVER
        if is_handed_over and "colleague" not in self.errors and not chosen["colleague"]:
            self.add_error("colleague", "请先选要转给哪位同事。")
        if chosen.get("outcome") and "outcome_on" not in self.errors and not chosen["outcome_on"]:
            self.add_error("outcome_on", "请填结果的日期。")
        return chosen

    @property
    def ended(self) -> tuple[CaseOutcome, date] | None:
        """What the case came to, and when; None where it is only closed."""
        outcome, on = self.cleaned_data["outcome"], self.cleaned_data["outcome_on"]
        return (outcome, on) if outcome else None


class NoteForm(forms.Form):
    """A note on its own."""

    use_required_attribute = False

    text = NoteField(
        label="新备注", required=True, error_messages={"required": "请写下备注再保存。"}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s")


def show_case(
    request: HttpRequest,
    case: Submission,
    *,
    step_form: StepForm | None = None,
    note_form: NoteForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Show a case to whoever may see it, and record that it was seen.

    `step_form` and `note_form` hold what was typed and could not be taken.
    """
    record(user=staff_of(request), kind=AccessKind.VIEWED, references=[case.reference])
    now = timezone.now()
    open_to = steps.steps_open_to(case)
    context: dict[str, Any] = {
        "opts": Submission._meta,
        "case": case,
        "adviser": name_of(case.assigned_to),
        "is_open": case.status in CaseStatus.open(),
        "days_overdue": case.days_overdue(timezone.localdate(now)),
        "receipt": reverse("diagnosis-receipt", args=[receipt_token(case.reference)]),
        "may_work": request.user.has_perm(MAY_WORK),
        "steps": open_to,
        "first_steps": FIRST_STEPS,
        "further_steps": [step for step in open_to if step not in FIRST_STEPS],
        "step_form": step_form or StepForm(case),
        "note_form": note_form or NoteForm(),
        "brief": brief_of(case),
        "same_enterprise": Submission.objects.of_the_same_enterprise(case)[:MOST_BESIDE],
        "notes": [(note, name_of(note.author, ACCOUNT_GONE)) for note in case.notes.all()],
        "mail": [
            {
                "delivery": delivery,
                "confirmed_by": name_of(delivery.confirmed_by, ACCOUNT_GONE),
                "may_resend": mail.may_resend(delivery, now),
                "may_confirm": mail.may_confirm(delivery),
            }
            for delivery in case.deliveries.all()
        ],
        "answer": case.answer,
        "answers": answer_rows(QUESTIONS_BY_NAME, case.answers, case.period),
        "contact": contact_rows(case),
    }
    title = f"诊断表 {case.reference}"
    return desk_page(request, "diagnosis/submission/change_form", title, status, **context)


def posted_by_adviser(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only a POST of whoever may work on cases through to `view`.

    After an expired session the login leads here with a GET; that shows the page again.
    """

    @permission_required(MAY_WORK, raise_exception=True)
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect(PAGE, pk)
        return view(request, pk, **named)

    return guarded


@posted_by_adviser
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the step of the button that was pressed."""
    case = get_object_or_404(Submission.objects.for_page(), pk=pk)
    form = StepForm(case, request.POST)
    if not form.is_valid():
        return show_case(request, case, step_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data
    step = CaseStep(chosen["step"])
    said = {"seen": chosen["seen"], "to": chosen["colleague"], "text": chosen["note"]}
    said["ended"] = form.ended
    try:
        steps.move_case(pk=pk, step=step, by=staff_of(request), **said)
    except steps.StepRefused as refusal:
        messages.warning(request, str(refusal))
        form = StepForm(case, note=chosen["note"])
        return show_case(request, case, step_form=form, status=HTTPStatus.CONFLICT)
    messages.success(request, f"已记下：{step.label}。")
    return redirect(PAGE, pk)


@posted_by_adviser
def write_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note."""
    case = get_object_or_404(Submission.objects.for_page(), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_case(request, case, note_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    steps.add_note(pk=pk, by=staff_of(request), text=form.cleaned_data["text"])
    return _back_to(pk, "notes")


@posted_by_adviser
def resend(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send a message again."""
    return _about_mail(request, pk, delivery, mail.resend_delivery)


@posted_by_adviser
def confirm(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Note that a message has arrived."""
    return _about_mail(request, pk, delivery, mail.confirm_receipt)


def _about_mail(request: HttpRequest, pk: int, delivery: int, do: Any) -> HttpResponse:
    get_object_or_404(Delivery, pk=delivery, submission=pk)
    try:
        do(pk=delivery, submission=pk, by=staff_of(request))
    except steps.StepRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pk)
    return _back_to(pk, "mail")


def _back_to(pk: int, part: str) -> HttpResponseRedirect:
    """Lead back to a part of the page, where the change is to be seen."""
    return HttpResponseRedirect(f"{resolve_url(PAGE, pk)}#{part}")
