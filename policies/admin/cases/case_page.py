"""The page of one case, which the mail links to, and what its buttons do."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from policies.admin.base import desk_page
from policies.admin.cases.forms import NoteForm, StepForm
from policies.diagnosis.casework.access import record_view
from policies.diagnosis.casework.mail import (
    confirm_receipt,
    may_confirm,
    may_resend,
    resend_delivery,
)
from policies.diagnosis.casework.steps import StepRefused, add_note, move_case, steps_open_to
from policies.diagnosis.form.answer_sheet import answer_rows
from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.staff import ACCOUNT_GONE, name_of, staff_of
from policies.diagnosis.submission.brief import brief_of
from policies.diagnosis.submission.message import contact_rows
from policies.diagnosis.vocabulary import CaseStatus, CaseStep
from policies.rules.answers import QUESTIONS_BY_NAME

MAY_WORK = "diagnosis.change_submission"
PAGE = "admin:diagnosis_submission_change"
MOST_BESIDE = 20  # submissions of the same enterprise; the list has them all
# They stand first, open or not, so that a hand finds them without looking.
FIRST_STEPS = (CaseStep.CONTACTED, CaseStep.HAND_OVER, CaseStep.CLOSE)


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
    record_view(user=staff_of(request), submission=case)
    now = timezone.now()
    steps = steps_open_to(case)
    context: dict[str, Any] = {
        "opts": Submission._meta,
        "case": case,
        "adviser": name_of(case.assigned_to),
        "is_open": case.status in CaseStatus.open(),
        "days_overdue": case.days_overdue(timezone.localdate(now)),
        "may_work": request.user.has_perm(MAY_WORK),
        "steps": steps,
        "first_steps": FIRST_STEPS,
        "further_steps": [step for step in steps if step not in FIRST_STEPS],
        "step_form": step_form or StepForm(case),
        "note_form": note_form or NoteForm(),
        "brief": brief_of(case),
        "same_enterprise": Submission.objects.of_the_same_enterprise(case)[:MOST_BESIDE],
        "notes": [(note, name_of(note.author, ACCOUNT_GONE)) for note in case.notes.all()],
        "mail": [
            {
                "delivery": delivery,
                "confirmed_by": name_of(delivery.confirmed_by, ACCOUNT_GONE),
                "may_resend": may_resend(delivery, now),
                "may_confirm": may_confirm(delivery),
            }
            for delivery in case.deliveries.all()
        ],
        "assessment": case.assessed,
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
    try:
        move_case(pk=pk, step=step, by=staff_of(request), **said)
    except StepRefused as refusal:
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
    add_note(pk=pk, by=staff_of(request), text=form.cleaned_data["text"])
    return _back_to(pk, "notes")


@posted_by_adviser
def resend(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send a message again."""
    return _about_mail(request, pk, delivery, resend_delivery)


@posted_by_adviser
def confirm(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Note that a message has arrived."""
    return _about_mail(request, pk, delivery, confirm_receipt)


def _about_mail(request: HttpRequest, pk: int, delivery: int, do: Any) -> HttpResponse:
    get_object_or_404(Delivery, pk=delivery, submission=pk)
    try:
        do(pk=delivery, submission=pk, by=staff_of(request))
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pk)
    return _back_to(pk, "mail")


def _back_to(pk: int, part: str) -> HttpResponseRedirect:
    """Lead back to a part of the page, where the change is to be seen."""
    return HttpResponseRedirect(f"{resolve_url(PAGE, pk)}#{part}")
