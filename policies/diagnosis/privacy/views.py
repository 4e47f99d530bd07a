"""The page on which an enterprise deletes what it has submitted."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from policies.diagnosis.form.layout import inputs_of
from policies.diagnosis.models import DeletionRequest
from policies.diagnosis.privacy.forms import DeletionForm

logger = logging.getLogger(__name__)


@sensitive_post_parameters()
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Ask for reference and contact, and answer always the same; the worker deletes."""
    if request.method != "POST":
        return _form_page(request, DeletionForm())
    form = DeletionForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        DeletionRequest.objects.create(**form.cleaned_data)
    except DatabaseError as error:
        # Not its text, which may quote what is stored.
        logger.error("The database could not take the deletion (%s)", type(error).__name__)
        response = _form_page(
            request, form, status=HTTPStatus.SERVICE_UNAVAILABLE, is_available=False
        )
        response["Retry-After"] = "60"
        return response
    return render(request, "diagnosis/delete_answer.html", _context())


def _form_page(
    request: HttpRequest,
    form: DeletionForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    is_available: bool = True,
) -> HttpResponse:
    questions = inputs_of(form, form.fields)
    context = _context() | {"form": form, "questions": questions, "is_available": is_available}
    return render(request, "diagnosis/delete.html", context, status=status)


def _context() -> dict[str, object]:
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "backup_days": settings.BACKUP_RETENTION_DAYS,
    }
