"""The pages of the reminders; none sets a cookie, and none shows an address."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from policies.diagnosis.form.layout import inputs_of
from policies.diagnosis.models import Reminder
from policies.diagnosis.privacy.deletion import delete_reminders
from policies.diagnosis.reminders.forms import ReminderForm
from policies.diagnosis.reminders.registering import ask_for_reminder, confirm_reminder
from policies.diagnosis.throttling.client_address import client_address
from policies.diagnosis.throttling.limits import (
    TooMany,
    count,
    network_of,
    posts_of_an_address,
)

PRESETS = ("tier", "region")
TITLES = {
    "sent": "请到邮箱里确认",
    "asked": "确认要这个提醒",
    "waiting": "提醒登记好了",
    "withdrawn": "已经撤回",
    "gone": "没有这个提醒了",
}

logger = logging.getLogger(__name__)


@csrf_exempt  # a forged post could do no more than anyone may: have a mailbox asked to confirm
@sensitive_post_parameters()
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Take down who waits for a round, and send the mail that asks to confirm."""
    if request.method != "POST":
        chosen = {name: request.GET[name] for name in PRESETS if name in request.GET}
        return _form_page(request, ReminderForm(initial=chosen))
    form, sender = ReminderForm(request.POST), network_of(client_address(request))
    try:
        count(posts_of_an_address(), sender)
        if not form.is_valid():
            return _form_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        wish = {name: form.cleaned_data[name] for name in (*PRESETS, "email", "wants_contact")}
        ask_for_reminder(**wish, sender=sender)
    except TooMany as refusal:
        response = _form_page(request, form, HTTPStatus.TOO_MANY_REQUESTS, until=refusal.until)
        response["Retry-After"] = str(refusal.seconds_left(timezone.now()))
        return response
    except DatabaseError as error:
        # Not its text, which may quote what is stored.
        logger.error("The database could not take a reminder (%s)", type(error).__name__)
        response = _form_page(request, form, HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = "60"
        return response
    return HttpResponseRedirect(reverse("reminder-sent"), status=HTTPStatus.SEE_OTHER)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, whatever else is known of its address."""
    return _step_page(request, "sent")


@csrf_exempt  # the address is the secret, and mail programs post to it without a cookie (RFC 8058)
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, token: str) -> HttpResponse:
    """Show a reminder with its one button; a GET changes nothing, because scanners open links."""
    found = Reminder.objects.by_token(token)
    row = found.first()
    is_confirmed = request.POST.get("action") == "confirm"
    if is_confirmed and row:
        confirm_reminder(pk=row.pk)
        return HttpResponseRedirect(request.path, status=HTTPStatus.SEE_OTHER)
    if request.method == "POST" and not is_confirmed:
        delete_reminders(found)
        return _step_page(request, "withdrawn")
    if row is None:
        return _step_page(request, "gone", status=HTTPStatus.NOT_FOUND)
    return _step_page(request, "waiting" if row.confirmed_at else "asked", row)


def _step_page(
    request: HttpRequest,
    step: str,
    row: Reminder | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "step": step,
        "title": TITLES[step],
        "reminder": row,
        "days": settings.REMINDER_CONFIRMATION_DAYS,
        "months": settings.REMINDER_RETENTION_MONTHS,
    }
    return render(request, "reminders/reminder.html", context, status=status)


def _form_page(
    request: HttpRequest,
    form: ReminderForm,
    status: HTTPStatus = HTTPStatus.OK,
    **context: object,
) -> HttpResponse:
    questions = inputs_of(form, (*PRESETS, "email"))
    consents = inputs_of(form, ("consent", "wants_contact"))
    context |= {
        "form": form,
        "questions": questions,
        "consents": consents,
        "wrong": [question for question in (*questions, *consents) if question.input.errors],
        "is_available": status != HTTPStatus.SERVICE_UNAVAILABLE,
        "contact_email": settings.CONTACT_EMAIL,
        "months": settings.REMINDER_RETENTION_MONTHS,
    }
    return render(request, "reminders/form.html", context, status=status)
