"""The 诊断表 and its receipt."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from policies.diagnosis.assessment.result import Result, diagnose
from policies.diagnosis.form.forms import DiagnosisForm
from policies.diagnosis.form.layout import stages_of
from policies.diagnosis.form.worksheet import worksheet_parts
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.submission.tokens import read_receipt_token, receipt_token, submission_token
from policies.models import ApplicationRound, SmeSizeLimit, Term


@sensitive_post_parameters()
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def diagnosis(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST shows the result above it or stores a submission."""
    today = timezone.localdate()
    period = ApplicationRound.objects.period_on(today)
    token, key = submission_token(request.POST.get("token", ""))
    if request.method != "POST":
        return _form_page(request, DiagnosisForm(period=period), token)

    form = DiagnosisForm(request.POST, period=period)
    if not form.is_valid():
        return _form_page(request, form, token, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    profile = form.profile()
    if form.is_submission:
        submission = submit_diagnosis(
            idempotency_key=key,
            profile=profile,
            contact=form.contact(),
            period=period,
            on=today,
        )
        address = reverse("diagnosis-receipt", args=[receipt_token(submission.reference)])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    return _form_page(request, form, token, result=diagnose(profile, period, today))


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
        "reply_within": settings.REPLY_WITHIN_WORKING_DAYS,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "diagnosis/receipt.html", context)


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
) -> HttpResponse:
    """Render the form with what stands beside it, and the result where there is one."""
    context = {
        "form": form,
        "token": token,
        "stages": stages_of(form, {term.key: term for term in Term.objects.all()}),
        "period": form.period,
        "size_limits": SmeSizeLimit.objects.with_citations(),
        "retention": {
            "after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
            "after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
        },
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
        "result": result,
    }
    return render(request, "diagnosis/form.html", context, status=status)
