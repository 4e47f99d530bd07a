"""Before a threshold that readers see is saved: what it changes, and for how many enterprises."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from policies.admin.editing.rule_changes import (
    RuleChange,
    StoredRules,
    changes_between,
)
from policies.diagnosis.casework.outcome_changes import outcome_changes
from policies.models import Criterion

CHECKED = "rules_checked"


def _criterion_to_check(request: HttpRequest, object_id: str | None) -> Criterion | None:
    """Return the criterion that a POST would change for readers; None once that is confirmed."""
    if request.method != "POST" or CHECKED in request.POST:
        return None
    if object_id is None or not object_id.isdecimal():
        return None
    criterion = Criterion.objects.select_related("group__rule_set").filter(pk=object_id).first()
    return criterion if criterion and criterion.group.rule_set.takes_effect else None


class RuleCheckMixin(BaseModelAdmin):  # type: ignore[type-arg]
    """Shows what a change to rules that take effect would do, and saves it when confirmed.

    The change is made, compared with what was stored, and rolled back; nothing else sees it.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edit = super().changeform_view  # type: ignore[misc]
        criterion = _criterion_to_check(request, object_id)
        if criterion is None:
            return edit(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]
        before = StoredRules.of(criterion.group.rule_set.pk)
        with transaction.atomic():
            request.is_trial = True  # type: ignore[attr-defined]
            response: HttpResponse = edit(request, object_id, form_url, extra_context)
            if response.status_code != 302:
                return response
            after = StoredRules.of(criterion.group.rule_set.pk)
            transaction.set_rollback(True)
        if changes := changes_between(before, after):
            return self._ask(request, criterion, before, after, changes)
        request.is_trial = False  # type: ignore[attr-defined]
        return edit(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]

    def message_user(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        """Say nothing of a change that is only tried."""
        if not getattr(request, "is_trial", False):
            super().message_user(request, *args, **options)  # type: ignore[misc]

    def _ask(
        self,
        request: HttpRequest,
        criterion: Criterion,
        before: StoredRules,
        after: StoredRules,
        changes: list[RuleChange],
    ) -> HttpResponse:
        context = {
            **admin.site.each_context(request),
            "title": f"保存前检查：{criterion}",
            "criterion": criterion,
            "typed": [(name, text) for name, texts in request.POST.lists() for text in texts],
            "checked": CHECKED,
            "changes": changes,
            "outcomes": outcome_changes(before.rules, after.rules),
        }
        return TemplateResponse(request, "admin/wizards/rule_check.html", context)
