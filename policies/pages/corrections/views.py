"""The page on which a reader says what is wrong with a fact."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from policies.models import CitedFact
from policies.pages.corrections.form import CorrectionForm
from policies.pages.corrections.reporting import (
    TooManyReports,
    find_fact,
    report_error,
    statement_of,
)
from policies.presentation.edition import edition_of


@csrf_exempt  # a forged post could do no more than anyone may: add a report, within the limits
@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show what a fact says and take down what a reader says of it."""
    fact = find_fact(kind, pk, edition_of(request))
    if fact is None:
        raise Http404
    about = f"{kind}/{pk}"
    if request.method != "POST":
        return _page(request, fact, CorrectionForm(about))
    form = CorrectionForm(about, request.POST)
    if not form.is_valid():
        return _page(request, fact, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        report_error(fact=fact, text=form.cleaned_data["text"])
    except TooManyReports:
        return _page(request, fact, form, HTTPStatus.TOO_MANY_REQUESTS)
    return HttpResponseRedirect(reverse("correction-thanks"), status=HTTPStatus.SEE_OTHER)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say what becomes of a report."""
    return render(request, "pages/correction_thanks.html")


def _page(
    request: HttpRequest, fact: CitedFact, form: CorrectionForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "fact": fact,
        "statement": statement_of(fact),
        "form": form,
        "is_full": status == HTTPStatus.TOO_MANY_REQUESTS,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "pages/correction.html", context, status=status)
