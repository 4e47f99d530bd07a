"""新建个案: an adviser asks on the telephone, sees the answer beside the questions, and saves."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from policies.admin.cases.case_page import MAY_WORK, PAGE
from policies.diagnosis.assessment.result import diagnose
from policies.diagnosis.casework.entering import OF_THE_TALK, CaseForm, enter_case
from policies.diagnosis.form.asked import asked_names
from policies.diagnosis.form.forms import CONTACT_NAMES, FIRST_OF_CONTACT, MORE_OF_CONTACT
from policies.diagnosis.form.layout import asked_of, inputs_of
from policies.diagnosis.staff import staff_of
from policies.diagnosis.submission.submit import AlreadySubmitted
from policies.diagnosis.submission.tokens import submission_token, token_of_returned_form
from policies.diagnosis.views import page_context, preset, start_page
from policies.models import Edition, Term

# Asked before the others, and changed while they are asked.
AIM = ("current_title", "goal", "region")
BESIDE_ANSWERS = (*OF_THE_TALK, "wants_receipt", "consent")


@permission_required(MAY_WORK, raise_exception=True)
@sensitive_post_parameters()
def new_case(request: HttpRequest) -> HttpResponse:
    """Ask by title and goal, show the answer, store the case; until then nothing is kept."""
    if request.method != "POST":
        chosen = preset(request.GET)
        if not {"current_title", "goal"} <= chosen.keys():
            return start_page(request, leads_to=request.path)
        return _page(request, CaseForm.of_today(None, initial=chosen))
    form = CaseForm.of_today(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.is_submission:
        return _page(request, form)
    _, key = submission_token(request.POST.get("token", ""))
    try:
        case = enter_case(form=form, idempotency_key=key, by=staff_of(request))
    except AlreadySubmitted as earlier:
        form.add_error(
            None,
            f"这张表已存为{earlier.reference}，后来的改动没有存。"
            "再点一次“保存为个案”，会另存一份。",
        )
        token = token_of_returned_form()
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, token)
    messages.success(request, f"已保存为个案{case.reference}。")
    return redirect(PAGE, case.pk)


def _page(
    request: HttpRequest, form: CaseForm, status: HTTPStatus = HTTPStatus.OK, token: str = ""
) -> HttpResponse:
    """Show the questions, beside them the answer as far as it is known, and what saving needs."""
    names, more = asked_names(form.aim_as_typed, form.on, str(form["region"].value() or ""))
    terms = {term.key: term for term in Term.objects.in_edition(Edition.on(form.on))}
    left = form.left_over((*AIM, *names, *more, *BESIDE_ANSWERS, "application_type"))
    asked = asked_of(form, (*AIM, *names), terms)
    others = asked_of(form, (*more, *left), terms)
    contact, more_contact = inputs_of(form, FIRST_OF_CONTACT), inputs_of(form, MORE_OF_CONTACT)
    talk = inputs_of(form, OF_THE_TALK)
    every = (*asked, *others, *talk, *inputs_of(form, ["consent"]), *contact, *more_contact)
    beside = {*CONTACT_NAMES, *BESIDE_ANSWERS, *(("__all__",) if form.is_submission else ())}
    context = page_context(request, form) | {
        "acknowledges": settings.ACKNOWLEDGE_SUBMISSIONS,
        "questions": asked,
        "others": others,
        "is_more_open": any(one.is_answered or one.input.errors for one in others),
        "contact": contact,
        "more_contact": more_contact,
        "talk": talk,
        "wrong": [one for one in every if one.input.errors],
    }
    if form.is_bound and beside.issuperset(form.errors):
        context["result"] = diagnose(form.profile(), form.aim, form.period, form.on)
    if token:
        context["token"] = token
    return render(request, "admin/cases/new.html", context, status=status)
