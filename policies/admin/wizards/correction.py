"""改错: from what a reader reported, or from a figure or word, to the field that holds it."""

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from policies.admin.base import desk_page
from policies.models import CitedFact, ErrorReport
from policies.vocabulary import ReportState

MOST_OF_A_KIND = 8
MOST_REPORTS = 50


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
