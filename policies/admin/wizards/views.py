"""The page of a wizard, what happens when it is sent off, and where the wizards are."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.views.generic import FormView

from policies.admin.base import desk_page
from policies.admin.history.undoing import offer_undo
from policies.admin.wizards.forms import RoundForm, TopUpForm, add_errors
from policies.admin.wizards.policy_change import SuccessorForm, change_thresholds
from policies.diagnosis.staff import staff_of
from policies.models import CitedFact, ErrorReport, RuleSet
from policies.models.history import change
from policies.vocabulary import ReportState

MOST_OF_A_KIND = 8
MOST_REPORTS = 50


class WizardView(PermissionRequiredMixin, FormView):  # type: ignore[type-arg]
    """Stores what was typed as one change; with errors it answers 422 and keeps everything."""

    template_name = "admin/wizards/form.html"
    raise_exception = True
    title = ""
    button = "发布"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shown = {"title": self.title, "button": self.button, **context}
        return super().get_context_data(**admin.site.each_context(self.request), **shown)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with change(author=staff_of(self.request), reason=form.cleaned_data["reason"]) as made:
                row = form.save()
                form.announce(row)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        offer_undo(self.request, made)
        return self.stored(row)

    def form_invalid(self, form: Any) -> HttpResponse:
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def stored(self, row: Any) -> HttpResponse:
        address = row.get_absolute_url()
        text = format_html('已保存：<a href="{}">在网站上查看</a>', address)
        messages.success(self.request, text)
        return redirect(row.get_admin_url())


class PolicyChangeView(WizardView):
    """Copies the rules that change, and leads to the thresholds of the draft."""

    permission_required = "policies.add_ruleset"
    form_class = SuccessorForm
    title, button = "政策变动", "下一步：改门槛"

    def stored(self, row: RuleSet) -> HttpResponse:
        return redirect("admin:wizard-thresholds", row.pk)


class SearchForm(forms.Form):
    """A figure or words as a reader quotes them."""

    q = forms.CharField(label="读者说的数字或文字", max_length=60, required=False)


@permission_required("policies.view_sourcedocument", raise_exception=True)
def correct(request: HttpRequest) -> HttpResponse:
    """Show the open reports of readers, and the facts that match a search."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    return desk_page(
        request,
        "wizards/correction",
        "改错",
        form=form,
        words=words,
        found=facts_with(request, words) if words.strip() else [],
        reports=ErrorReport.objects.filter(state=ReportState.OPEN)[:MOST_REPORTS],
    )


def facts_with(request: HttpRequest, words: str) -> list[tuple[str, CitedFact]]:
    """Return the facts that match with their kind, as the lists of the desk would find them."""
    found = []
    for model, model_admin in admin.site._registry.items():
        if issubclass(model, CitedFact) and model_admin.has_view_permission(request):
            facts = model_admin.get_queryset(request)
            matching, _ = model_admin.get_search_results(request, facts, words)
            kind = str(model._meta.verbose_name)
            found += [(kind, fact) for fact in matching.distinct()[:MOST_OF_A_KIND]]
    return found


add_top_up = WizardView.as_view(
    permission_required="policies.add_regionaltopup", form_class=TopUpForm, title="新地方奖励"
)
add_round = WizardView.as_view(
    permission_required="policies.add_applicationround", form_class=RoundForm, title="新批次"
)

# Route, view and name, in the order of the front page; the desk lets only staff through.
WIZARD_URLS = (
    ("wizard/correction/", correct, "wizard-correction"),
    ("wizard/top-up/", add_top_up, "wizard-top-up"),
    ("wizard/policy-change/", PolicyChangeView.as_view(), "wizard-policy-change"),
    ("wizard/policy-change/<int:pk>/", change_thresholds, "wizard-thresholds"),
    ("wizard/round/", add_round, "wizard-round"),
)
