"""The admin site under its Chinese name, its subjects in the order of an editor's work."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import path

from policies import rules
from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.desk.outcome_changes import OutcomeChanges, outcome_changes

# Subjects that are not named come last, as Django orders them.
ORDER_OF_WORK = (
    "TopicPage", "ComparisonDimension", "SupportMeasure", "RegionalTopUp", "Region",
    "RuleSet", "Criterion", "ApplicationRound", "YearlyEvent", "EnterpriseCount", "Tier",
    "ProcessStep", "PreparationAdvice", "Obligation", "StandardChange", "MaterialChecklist",
    "Term", "SmeSizeLimit", "SourceDocument", "Dispute",
    "Submission", "MailboxTask", "AccessRecord", "OperationRecord",
)  # fmt: skip
APPS_IN_ORDER = ("policies", "diagnosis")


class EditingDesk(AdminSite):
    """The editors' desk."""

    site_title = site_header = "小巨人政策专题站·编辑台"
    index_title = "编辑内容"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell whoever may see submissions what is wrong with their delivery."""
        context = super().each_context(request)
        if request.user.has_perm("diagnosis.view_submission"):
            context["delivery_problems"] = delivery_health().problems
        return context

    def get_urls(self) -> list[Any]:
        from policies.admin.guides.urls import GUIDES  # needs the desk itself

        own = [path(route, self.admin_view(view), name=name) for route, view, name in GUIDES]
        return [*own, *super().get_urls()]

    def outcome_changes(self, before: rules.RuleSet | None, after: rules.RuleSet) -> OutcomeChanges:
        """Tell the editors' screens, which know no submissions, what rules would change."""
        return outcome_changes(before, after)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda row: place_of(row["object_name"], ORDER_OF_WORK))
        return sorted(apps, key=lambda app: place_of(app["app_label"], APPS_IN_ORDER))


def place_of(name: str, order: tuple[str, ...]) -> int:
    """Return the place of a name in an order, names that it does not hold last."""
    return order.index(name) if name in order else len(order)
