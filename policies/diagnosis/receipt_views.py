"""The receipt of a submission: a last look, the result, correction and deletion."""

import logging
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policies.diagnosis.form.answer_sheet import is_contact_only
from policies.diagnosis.form.asked import asked_names
from policies.diagnosis.form.forms import FIRST_OF_CONTACT, MORE_OF_CONTACT
from policies.diagnosis.form.layout import asked_of, inputs_of
from policies.diagnosis.models import DeletionRequest, Submission
from policies.diagnosis.submission.brief import enterprise_of
from policies.diagnosis.submission.correct import correct_submission
from policies.diagnosis.submission.correction_form import CorrectionForm
from policies.diagnosis.submission.masking import masked
from policies.diagnosis.submission.message import CORRECTION
from policies.diagnosis.submission.receipt import receipt_rows
from policies.diagnosis.submission.submit import assessed
from policies.diagnosis.submission.tokens import read_receipt_token
from policies.diagnosis.throttling.client_address import client_address
from policies.diagnosis.throttling.limits import (
    TooMany,
    corrections_of_a_submission,
    count,
    network_of,
    posts_of_an_address,
)
from policies.models import CentreStatement, Edition, Term
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.vocabulary import StatementTopic
from policies.vocabulary.formats import date_text

logger = logging.getLogger(__name__)
# Until the centre has said so in its own words.
REPLY_PROMISE = "顾问会在收到后联系您，一般在{天数}个工作日内，也就是{日期}前。"
ASKED_AT_FIRST = ("current_title", "goal", "region")
PRIVATE = cache_control(no_store=True, private=True)


@PRIVATE
@gzip_page
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show who answers and when, and the result, as long as the address lives."""
    if (submission := _submission_of(token)) is None:
        return _gone(request)
    answer = submission.answer
    context = {
        "submission": submission,
        "is_corrected": submission.deliveries.filter(subject__contains=f"{CORRECTION}｜").exists(),
        "promise": _promise(submission),
        "contact": {name: masked(submission, name) for name in FIRST_OF_CONTACT[1:5]},
        "contact_email": settings.CONTACT_EMAIL,
        "acknowledges": settings.ACKNOWLEDGE_SUBMISSIONS,
        "enterprise": enterprise_of(submission),
        "answer": answer,
        "is_contact_only": is_contact_only(submission.answers),
        "rows": receipt_rows(answer.verdict, submission.answers) if answer else (),
        "token": token,
        "days": settings.RECEIPT_DAYS,
        "backup_days": settings.BACKUP_RETENTION_DAYS,
    }
    return render(request, "diagnosis/receipt.html", context)


@sensitive_post_parameters()
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what is to be changed; a POST stores it and leads back to the receipt.

    May be cached by its browser alone, so that a step back shows what was typed.
    """
    if (submission := _submission_of(token)) is None:
        return _gone(request)
    form = CorrectionForm(request.POST or None, submission, timezone.localdate())
    if request.method == "POST":
        return _answer_to_correction(request, token, form)
    response = _correction_page(request, token, form)
    response["Cache-Control"] = "private, no-cache"
    return response


@PRIVATE
def _answer_to_correction(request: HttpRequest, token: str, form: CorrectionForm) -> HttpResponse:
    """Store a correction; whatever cannot be taken comes back with everything typed."""
    try:
        count(posts_of_an_address(), network_of(client_address(request)))
        if not form.is_valid():
            return _correction_page(request, token, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        correct_submission(
            pk=form.submission.pk,
            corrected={**form.contact(), **form.circumstances()},
            assessed=assessed(form.profile(), form.aim, form.period, form.on),
            admit=partial(count, corrections_of_a_submission(), form.submission.reference),
        )
    except Submission.DoesNotExist:  # deleted just now
        return _gone(request)
    except TooMany as refusal:
        status, wait = HTTPStatus.TOO_MANY_REQUESTS, refusal.seconds_left(timezone.now())
        notice: dict[str, object] = {"notice": "too_many", "until": refusal.until}
    except DatabaseError as error:
        # The kind alone: the text of a database error can carry the row that it refused.
        logger.error("The database could not take the correction (%s)", type(error).__name__)
        status, wait, notice = HTTPStatus.SERVICE_UNAVAILABLE, 60, {"notice": "unavailable"}
    else:
        address = reverse("diagnosis-receipt", args=[token])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    response = _correction_page(request, token, form, status, **notice)
    response["Retry-After"] = str(wait)
    return response


def correction_expired(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a correction whose cookie has expired: it comes back with everything typed."""
    if (submission := _submission_of(token)) is None:
        return _gone(request)
    form = CorrectionForm(request.POST, submission, timezone.localdate())
    return _correction_page(request, token, form, HTTPStatus.FORBIDDEN, notice="expired")


def _correction_page(
    request: HttpRequest,
    token: str,
    form: CorrectionForm,
    status: HTTPStatus = HTTPStatus.OK,
    **notice: object,
) -> HttpResponse:
    """Render contact and answers of a submission, with a `notice` above where there is one."""
    terms = {term.key: term for term in Term.objects.in_edition(Edition.on(form.on))}
    decisive, more = asked_names(form.submission.aim, form.on)
    contact = inputs_of(form, (*FIRST_OF_CONTACT, *MORE_OF_CONTACT))
    names = (*ASKED_AT_FIRST, *decisive, *more)
    # What is not asked of this title was answered all the same, or the post would take it away.
    left = [name for name in QUESTIONS_BY_NAME if name not in (*names, "application_type")]
    answers = asked_of(form, (*names, *left), terms)
    wrong = [asked for asked in (*contact, *answers) if asked.input.errors]
    context = {
        "submission": form.submission,
        "form": form,
        "token": token,
        "contact": contact,
        "answers": answers,
        "is_answers_open": any(asked in wrong for asked in answers),
        "wrong": wrong,
        "contact_email": settings.CONTACT_EMAIL,
        **notice,
    }
    return render(request, "diagnosis/correct.html", context, status=status)


@PRIVATE
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Have a submission deleted by whoever holds its receipt, as the deletion page has it done."""
    status = HTTPStatus.OK
    try:
        # Also from a page that stayed open for longer than its address lives.
        if submission := _stored(token):
            contact = submission.phone or submission.email or submission.wechat
            DeletionRequest.objects.create(reference=submission.reference, contact=contact)
    except DatabaseError as error:
        logger.error("The database could not take the deletion (%s)", type(error).__name__)
        status = HTTPStatus.SERVICE_UNAVAILABLE
    context = {
        "is_taken": status == HTTPStatus.OK,
        "token": token,
        "backup_days": settings.BACKUP_RETENTION_DAYS,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "diagnosis/withdrawn.html", context, status=status)


def _submission_of(token: str) -> Submission | None:
    """Return the submission of a receipt, None once it is deleted or the address has expired."""
    submission = _stored(token)
    return submission if submission and submission.receipt_ends > timezone.now() else None


def _stored(token: str) -> Submission | None:
    if (reference := read_receipt_token(token)) is None:
        raise Http404
    return Submission.objects.filter(reference=reference).first()


@PRIVATE
def _gone(request: HttpRequest) -> HttpResponse:
    context = {"days": settings.RECEIPT_DAYS, "contact_email": settings.CONTACT_EMAIL}
    return render(request, "diagnosis/receipt_gone.html", context, status=HTTPStatus.GONE)


def _promise(submission: Submission) -> str:
    """Return when someone gets in touch, in the centre's words; empty once it is withdrawn."""
    said = CentreStatement.objects.filter(topic=StatementTopic.REPLY).first()
    text = REPLY_PROMISE if said is None else said.text if said.is_in(Edition.now()) else ""
    days = str(settings.REPLY_WITHIN_WORKING_DAYS)
    return text.replace("{天数}", days).replace("{日期}", date_text(submission.due_on))
