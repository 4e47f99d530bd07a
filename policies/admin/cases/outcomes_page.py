"""The list of enterprises whose outcome a draft of the rules would change, for advisers."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from policies.admin.cases.masking import mask_company
from policies.admin.editing.rule_changes import stored_rules
from policies.diagnosis.casework.outcome_changes import MOST_SUBMISSIONS, outcome_changes
from policies.models import RuleSet


def show_outcome_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which stored submissions a rule set would judge otherwise than the one it succeeds."""
    if not request.user.has_perm("diagnosis.view_submission"):
        raise PermissionDenied
    draft = get_object_or_404(RuleSet, pk=pk)
    former, after = draft.former, stored_rules(pk)
    found = outcome_changes(stored_rules(former.pk).rules if former else None, after.rules)
    context = {
        **admin.site.each_context(request),
        "title": f"结论会变的企业：{draft}",
        "draft": draft,
        "found": found,
        "rows": [(mask_company(row.submission.company_name), row) for row in found.changes],
        "most": MOST_SUBMISSIONS,
    }
    return TemplateResponse(request, "admin/diagnosis/submission/outcomes.html", context)
