"""Disputes: both views side by side, and the decision which of them readers see first."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from policies.admin.verification.forms import DisputeForm
from policies.admin.verification.views import for_checkers
from policies.diagnosis.staff import staff_of
from policies.models import Dispute
from policies.models.history import change


@for_checkers
def disputes(request: HttpRequest) -> HttpResponse:
    """Show all disputes, each with its form."""
    return show_disputes(request)


@for_checkers
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Store the decision about a dispute, with its reason, as one revision."""
    dispute = get_object_or_404(Dispute, code=code)
    if request.method != "POST":
        return redirect(address_of(dispute))
    form = DisputeForm(request.POST, instance=dispute, prefix=code)
    if not form.is_valid():
        return show_disputes(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    with change(author=staff_of(request), reason=form.cleaned_data["reason"]):
        form.save()
    messages.success(request, f"已保存“{dispute.about}”：{dispute.get_shown_first_display()}。")
    return redirect(address_of(dispute))


def show_disputes(
    request: HttpRequest, posted: DisputeForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show all disputes; `posted` is the form that could not be taken."""
    forms = [
        posted
        if posted is not None and posted.instance.pk == dispute.pk
        else DisputeForm(instance=dispute, prefix=dispute.code)
        for dispute in Dispute.objects.select_related("source")
    ]
    context = {**admin.site.each_context(request), "title": "两种口径", "forms": forms}
    return TemplateResponse(request, "admin/verification/disputes.html", context, status=status)


def address_of(dispute: Dispute) -> str:
    return f"{reverse('admin:trust-disputes')}#{dispute.code}"
