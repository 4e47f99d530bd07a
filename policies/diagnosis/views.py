"""The 诊断表 and its receipt."""

import logging
from datetime import date, datetime
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from policies.diagnosis.assessment.result import Result, diagnose
from policies.diagnosis.form.forms import DiagnosisForm
from policies.diagnosis.form.layout import stages_of
from policies.diagnosis.form.worksheet import worksheet_parts
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import AlreadySubmitted, submit_diagnosis
from policies.diagnosis.submission.tokens import (
    read_receipt_token,
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
from policies.models import ApplicationRound, CentreStatement, Edition, SmeSizeLimit, Term
from policies.models.attach_sources import attach_sources
from policies.models.rounds import period_without_rounds
from policies.vocabulary import StatementTopic
from policies.vocabulary.formats import date_text

logger = logging.getLogger(__name__)
# Until the centre has said so in its own words.
REPLY_PROMISE = "顾问会在收到后联系您，一般在{天数}个工作日内，也就是{日期}前。"


@sensitive_post_parameters()
@gzip_page  # with a padding of random length, which keeps the token secret from BREACH
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def diagnosis(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST shows the result above it or stores a submission.

    Whatever the database cannot do right now, the page comes back with everything typed.
    """
    try:
        return _answer(request)
    except DatabaseError as error:
        return _unavailable(request, error)


@cache_control(no_store=True, private=True)
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose cookie has expired: the 诊断表 comes back with everything typed."""
    if request.path != reverse("diagnosis"):
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    try:
        period = ApplicationRound.objects.period_on(timezone.localdate())
        form = DiagnosisForm(request.POST, period=period)
        token, _ = submission_token(request.POST.get("token", ""))
        return _form_page(request, form, token, status=HTTPStatus.FORBIDDEN, notice="expired")
    except DatabaseError as error:
        return _unavailable(request, error)


def _unavailable(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Return the form with everything typed, without what only the database knows."""
    # The kind alone: the text of a database error can carry the row that it refused.
    logger.error("The database could not serve the 诊断表: %s", type(error).__name__)
    form = DiagnosisForm(request.POST or None, period=period_without_rounds(timezone.localdate()))
    token, _ = submission_token(request.POST.get("token", ""))
    response = _form_page(
        request,
        form,
        token,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        notice="unavailable",
        is_database_up=False,
    )
    response["Retry-After"] = "60"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    period = ApplicationRound.objects.period_on(today)
    token, key = submission_token(request.POST.get("token", ""))
    if request.method != "POST":
        return _form_page(request, DiagnosisForm(period=period), token)

    form = DiagnosisForm(request.POST, period=period)
    sender = network_of(client_address(request))
    try:
        count(posts_of_an_address(), sender)
        return _answer_to(request, form, token, key, sender, today)
    except TooMany as refusal:
        return _too_many(request, form, token, refusal)


def _answer_to(
    request: HttpRequest, form: DiagnosisForm, token: str, key: str, sender: str | None, today: date
) -> HttpResponse:
    """Answer a filled form: its errors, its result, or the way to its receipt."""
    period = form.period
    if not form.is_valid():
        return _form_page(request, form, token, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    profile = form.profile()
    if not form.is_submission:
        return _form_page(request, form, token, result=diagnose(profile, period, today))
    contact = form.contact()
    try:
        submission = submit_diagnosis(
            idempotency_key=key,
            profile=profile,
            contact=contact,
            period=period,
            on=today,
            spam_signal=spam_signal_of(request.POST),
            admit=partial(count_submission, sender, contact["uscc"]),
        )
    except AlreadySubmitted as earlier:
        form.refuse_second_submission(earlier.reference)
        fresh_token = token_of_returned_form()
        return _form_page(request, form, fresh_token, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    address = reverse("diagnosis-receipt", args=[receipt_token(submission.reference)])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _too_many(
    request: HttpRequest, form: DiagnosisForm, token: str, refusal: TooMany
) -> HttpResponse:
    """Return the form with everything typed, and when it may be posted again."""
    response = _form_page(
        request,
        form,
        token,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        notice="too_many",
        until=refusal.until,
    )
    response["Retry-After"] = str(refusal.seconds_left(timezone.now()))
    return response


@cache_control(no_store=True, private=True)
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the reference of a submission and what happens next."""
    reference = read_receipt_token(token)
    if reference is None:
        raise Http404
    submission = get_object_or_404(Submission, reference=reference)
    context = {
        "submission": submission,
        "promise": _promise(submission),
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "diagnosis/receipt.html", context)


def _promise(submission: Submission) -> str:
    """Return when someone gets in touch, in the centre's words; empty once it is withdrawn."""
    said = CentreStatement.objects.filter(topic=StatementTopic.REPLY).first()
    text = REPLY_PROMISE if said is None else said.text if said.is_in(Edition.now()) else ""
    days = str(settings.REPLY_WITHIN_WORKING_DAYS)
    return text.replace("{天数}", days).replace("{日期}", date_text(submission.due_on))


@require_safe
def worksheet(request: HttpRequest) -> HttpResponse:
    """Show the blank form for paper, by department."""
    period = ApplicationRound.objects.period_on(timezone.localdate())
    context = {"period": period, "parts": worksheet_parts(period)}
    return render(request, "diagnosis/worksheet.html", context)


def _form_page(
    request: HttpRequest,
    form: DiagnosisForm,
    token: str,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    result: Result | None = None,
    notice: str = "",
    until: datetime | None = None,
    is_database_up: bool = True,
) -> HttpResponse:
    """Render the form with what stands beside it, the result or a notice where there is one."""
    edition = Edition.now()
    terms = Term.objects.in_edition(edition) if is_database_up else ()
    limits = attach_sources(SmeSizeLimit.objects.in_edition(edition)) if is_database_up else []
    context = {
        "form": form,
        "token": token,
        "stages": stages_of(form, {term.key: term for term in terms}),
        "period": form.period,
        "size_limits": limits,
        "retention": {
            "after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
            "after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
        },
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
        "result": result,
        "notice": notice,
        "until": until,
    }
    return render(request, "diagnosis/form.html", context, status=status)
