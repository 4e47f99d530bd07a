"""The 诊断表: its start, its questions, and its result."""

import logging
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from policies.diagnosis.assessment.result import diagnose
from policies.diagnosis.form.asked import asked_names, everything
from policies.diagnosis.form.forms import (
    CONTACT_NAMES,
    FIRST_OF_CONTACT,
    MORE_OF_CONTACT,
    DiagnosisForm,
)
from policies.diagnosis.form.layout import asked_of, inputs_of
from policies.diagnosis.form.worksheet import worksheet_parts
from policies.diagnosis.goals import aim_of, goals_of
from policies.diagnosis.receipt_views import correction_expired
from policies.diagnosis.submission.checked_answers import keep_answers, kept_answers
from policies.diagnosis.submission.submit import AlreadySubmitted, submit_diagnosis
from policies.diagnosis.submission.tokens import (
    receipt_token,
    submission_token,
    token_of_returned_form,
)
from policies.diagnosis.throttling.client_address import client_address
from policies.diagnosis.throttling.limits import (
    TooMany,
    count,
    count_submission,
    network_of,
    posts_of_an_address,
)
from policies.diagnosis.throttling.spam_signal import spam_signal_of
from policies.diagnosis.vocabulary import Goal
from policies.models import ApplicationRound, Edition, Term
from policies.models.rounds import AccountingPeriod, period_without_rounds
from policies.vocabulary import CurrentTitle, Province

logger = logging.getLogger(__name__)
# Answered on the first step, and carried along.
GIVEN = ("current_title", "goal", "region", "application_type")
PRIVATE = cache_control(no_store=True, private=True)


@sensitive_post_parameters()
@gzip_page  # with a padding of random length, which keeps the token secret from BREACH
@require_http_methods(["GET", "HEAD", "POST"])
def diagnosis(request: HttpRequest) -> HttpResponse:
    """Ask for title and goal, then what decides; a POST leads to its result or its receipt.

    Whatever the database cannot do right now, the page comes back with everything typed.
    """
    answer = _answer_to_post if request.method == "POST" else _questions_or_start
    try:
        return answer(request)
    except DatabaseError as error:
        return _unavailable(request, error)


def _questions_or_start(request: HttpRequest) -> HttpResponse:
    """Show the questions of the title and goal in the address; without both, ask for them.

    May be cached by its browser alone, so that a step back shows what was typed.
    """
    chosen = preset(request.GET)
    if "current_title" in chosen and "goal" in chosen:
        response = _questions_page(request, DiagnosisForm.of_today(None, initial=chosen))
    else:
        response = start_page(request)
    response["Cache-Control"] = "private, no-cache"
    return response


def preset(asked: QueryDict) -> dict[str, str]:
    """Return what an address says of title, goal and province, by field name."""
    found = {
        "current_title": (asked.get("now", ""), CurrentTitle),
        "goal": (asked.get("goal", ""), Goal),
        "region": (asked.get("region", ""), Province),
    }
    return {name: code for name, (code, options) in found.items() if code in options.codes()}


@gzip_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Ask for nothing but the contact; title, goal and province come from the address."""
    try:
        response = _contact_page(request, DiagnosisForm.of_today(None, initial=preset(request.GET)))
    except DatabaseError as error:
        return _unavailable(request, error)
    response["Cache-Control"] = "private, no-cache"
    return response


def start_page(
    request: HttpRequest, *, leads_to: str = "", is_expired: bool = False
) -> HttpResponse:
    """Ask for title, goal and region; what is chosen goes to the address `leads_to`."""
    chosen = preset(request.GET)
    title = CurrentTitle(chosen["current_title"]) if "current_title" in chosen else None
    context = {
        "leads_to": leads_to or reverse("diagnosis"),
        "is_expired": is_expired,
        "hours_kept": settings.CHECKED_ANSWERS_HOURS,
        "titles": CurrentTitle.choices(),
        "title": title,
        "goals": [(goal, aim_of(title, goal)) for goal in goals_of(title)] if title else (),
        "provinces": Province.choices(),
        "region": chosen.get("region", ""),
    }
    status = HTTPStatus.GONE if is_expired else HTTPStatus.OK
    return render(request, "diagnosis/start.html", context, status=status)


@PRIVATE
def _answer_to_post(request: HttpRequest) -> HttpResponse:
    form = DiagnosisForm.of_today(request.POST)
    sender = network_of(client_address(request))
    try:
        count(posts_of_an_address(), sender)
        if not form.is_valid():
            return _corrections_page(request, form)
        return _submitted(request, form, sender) if form.is_submission else _checked(request, form)
    except TooMany as refusal:
        response = _questions_page(
            request, form, HTTPStatus.TOO_MANY_REQUESTS, notice="too_many", until=refusal.until
        )
        response["Retry-After"] = str(refusal.seconds_left(timezone.now()))
        return response


def _checked(request: HttpRequest, form: DiagnosisForm) -> HttpResponse:
    """Lead to the result, which can be seen for an hour; show it at once where none can be kept."""
    if (token := keep_answers(form.typed_answers())) is None:
        return _result_page(request, form)
    return _see_other("diagnosis-result", token)


def _submitted(request: HttpRequest, form: DiagnosisForm, sender: str | None) -> HttpResponse:
    contact = form.contact()
    _, key = submission_token(request.POST.get("token", ""))
    try:
        submission = submit_diagnosis(
            idempotency_key=key,
            profile=form.profile(),
            aim=form.aim,
            circumstances=form.circumstances(),
            contact=contact,
            period=form.period,
            on=form.on,
            spam_signal=spam_signal_of(request.POST),
            admit=partial(count_submission, sender, contact["uscc"]),
        )
    except AlreadySubmitted as earlier:
        form.refuse_second_submission(earlier.reference)
        token = token_of_returned_form()
        return _result_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, token=token)
    return _see_other("diagnosis-receipt", receipt_token(submission.reference))


def _see_other(name: str, token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[token]), status=HTTPStatus.SEE_OTHER)


@PRIVATE
@gzip_page
@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """Show a result for an hour, or with `?edit` what was typed; then the form once more."""
    try:
        if (typed := kept_answers(token)) is None:
            return start_page(request, is_expired=True)
        form = DiagnosisForm.of_today(typed)
        if "edit" in request.GET or not form.is_valid():
            return _questions_page(request, form)
        return _result_page(request, form)
    except DatabaseError as error:
        return _unavailable(request, error)


@PRIVATE
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose cookie has expired: the 诊断表 comes back with everything typed."""
    asked = request.resolver_match
    if asked and asked.url_name == "diagnosis-correct":
        return correction_expired(request, asked.kwargs["token"])
    if request.path != reverse("diagnosis"):
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    try:
        form = DiagnosisForm.of_today(request.POST)
        return _questions_page(request, form, HTTPStatus.FORBIDDEN, notice="expired")
    except DatabaseError as error:
        return _unavailable(request, error)


@PRIVATE
def _unavailable(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Return the form with everything typed, without what only the database knows."""
    # The kind alone: the text of a database error can carry the row that it refused.
    logger.error("The database could not serve the 诊断表: %s", type(error).__name__)
    today = timezone.localdate()
    asked = AccountingPeriod.from_text(request.POST.get("period", ""), today)
    period = asked or period_without_rounds(today)
    form = DiagnosisForm(request.POST or None, period=period, on=today)
    response = _questions_page(
        request, form, HTTPStatus.SERVICE_UNAVAILABLE, notice="unavailable", is_database_up=False
    )
    response["Retry-After"] = "60"
    return response


def _corrections_page(request: HttpRequest, form: DiagnosisForm) -> HttpResponse:
    """Show what is wrong where it was typed: with the contact alone, or with the questions."""
    of_contact = {*CONTACT_NAMES, "consent", "__all__"}
    if form.is_submission and of_contact.issuperset(form.errors):
        page = _result_page if form.has_answers else _contact_page
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _questions_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _questions_page(
    request: HttpRequest,
    form: DiagnosisForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    notice: str = "",
    until: datetime | None = None,
    is_database_up: bool = True,
) -> HttpResponse:
    """Render the questions of the form's aim, with a notice above them where there is one."""
    aim = form.aim_as_typed
    terms = Term.objects.in_edition(Edition.on(form.on)) if is_database_up else ()
    by_key = {term.key: term for term in terms}
    region = str(form["region"].value() or "")
    names, more = asked_names(aim, form.on, region) if is_database_up else everything(aim)
    # What is not asked here shows all the same where it holds something wrong or unforeseen.
    given = [name for name in GIVEN if not form.errors.get(name)]
    wrong = [name for name in GIVEN if name not in given]
    questions = asked_of(form, (*wrong, *names), by_key)
    others = asked_of(form, (*more, *form.left_over((*names, *more, *GIVEN))), by_key)
    # An enterprise that was about to submit corrects all on one page.
    contact = inputs_of(form, [*FIRST_OF_CONTACT, *MORE_OF_CONTACT] if form.is_submission else ())
    context = page_context(request, form) | {
        "aim": aim,
        "given": [(name, form[name].value() or "") for name in given],
        "questions": questions,
        "others": others,
        "question_count": sum(asked.is_first for asked in questions),
        "other_count": sum(asked.is_first for asked in others),
        "is_more_open": any(asked.is_answered or asked.input.errors for asked in others),
        "wrong": [asked for asked in (*questions, *others, *contact) if asked.input.errors],
        "contact": contact,
        "notice": notice,
        "until": until,
    }
    return render(request, "diagnosis/questions.html", context, status=status)


def _result_page(
    request: HttpRequest, form: DiagnosisForm, status: HTTPStatus = HTTPStatus.OK, token: str = ""
) -> HttpResponse:
    """Render the result of a form whose answers are valid, and the contact below it."""
    result = diagnose(form.profile(), form.aim, form.period, form.on)
    return _contact_page(
        request,
        form,
        status,
        token,
        template="diagnosis/result.html",
        result=result,
        beside=form.beside_answers(),
        period_now=ApplicationRound.objects.period_on(form.on),
        doubts=[(form.fields[name].label, doubt) for name, doubt in form.doubts.items()],
    )


def _contact_page(
    request: HttpRequest,
    form: DiagnosisForm,
    status: HTTPStatus = HTTPStatus.OK,
    token: str = "",
    template: str = "diagnosis/contact.html",
    **context: object,
) -> HttpResponse:
    """Render the way to the adviser, with every answer that was typed carried along."""
    first, more = inputs_of(form, FIRST_OF_CONTACT), inputs_of(form, MORE_OF_CONTACT)
    every = (*first, *more, *inputs_of(form, ["consent"]))
    context |= page_context(request, form) | {
        "answers": form.typed_answers(),
        "wrong": [asked for asked in every if form.is_submission and asked.input.errors],
        "contact": first,
        "more_contact": more,
        "is_more_contact_open": any(asked.is_answered for asked in more),
    }
    if token:
        context["token"] = token
    return render(request, template, context, status=status)


def page_context(request: HttpRequest, form: DiagnosisForm) -> dict[str, object]:
    """Return what every page with the form shows: its token, its years, and the notice."""
    token, _ = submission_token(request.POST.get("token", ""))
    return {
        "form": form,
        "token": token,
        "period": form.period,
        "retention": {
            "after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
            "after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
            "receipt": settings.RECEIPT_DAYS,
            "after_notice": settings.RETENTION_DAYS_AFTER_NOTICE,
            "longest_months": settings.REMINDER_RETENTION_MONTHS,
        },
        "hours_kept": settings.CHECKED_ANSWERS_HOURS,
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
    }


@require_safe
def worksheet(request: HttpRequest) -> HttpResponse:
    """Show the blank form for paper, by department."""
    period = ApplicationRound.objects.period_on(timezone.localdate())
    context = {"period": period, "parts": worksheet_parts(period)}
    return render(request, "diagnosis/worksheet.html", context)
