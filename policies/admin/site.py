"""The admin site under its Chinese name, its subjects in the order of an editor's work."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from policies.admin.accounts.second_factor import lacks_second_factor
from policies.admin.accounts.signals import touch_session
from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.staff import staff_of

# Subjects that are not named come last, as Django orders them.
ORDER_OF_WORK = (
    "TopicPage", "ComparisonDimension", "SupportMeasure", "RegionalTopUp", "Region",
    "RuleSet", "Criterion", "ApplicationRound", "YearlyEvent", "EnterpriseCount", "Tier",
    "ProcessStep", "PreparationAdvice", "Obligation", "StandardChange", "MaterialChecklist",
    "Term", "SmeSizeLimit", "SourceDocument", "Dispute", "CentreStatement", "UpdateNote",
    "ErrorReport", "Submission", "MailboxTask", "AccessRecord", "OperationRecord",
)  # fmt: skip
APPS_IN_ORDER = ("policies", "diagnosis")


class EditingDesk(AdminSite):
    """The editors' desk."""

    site_title = site_header = "小巨人政策专题站·编辑台"
    index_title = "编辑内容"

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether someone may come in: staff, with a second factor where it is required."""
        return super().has_permission(request) and not lacks_second_factor(staff_of(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guard a view, and count a visit to it as work."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def awake(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated:
                touch_session(request.session)
            return guarded(request, *args, **kwargs)

        return awake

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the sign-in page, or to what someone who has signed in still lacks."""
        if self.has_permission(request):
            return redirect("admin:index")
        if super().has_permission(request):
            return redirect("mfa_activate_totp")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell whoever may see submissions what is wrong with their delivery."""
        context = super().each_context(request)
        if request.user.has_perm("diagnosis.view_submission"):
            context["delivery_problems"] = delivery_health().problems
        return context

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Show the front page with what waits for whoever looks at it."""
        from policies.admin.dashboard import dashboard_for  # needs the desk itself

        figures = dashboard_for(staff_of(request))
        return super().index(request, figures | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        from policies.admin.awaited_rounds import looked_today
        from policies.admin.content_updates import show_updates
        from policies.admin.history.undoing import undo_change
        from policies.admin.verification.views import VERIFICATION_URLS
        from policies.admin.wizards.views import WIZARD_URLS  # needs the desk itself

        of_changes = (
            ("undo/<int:pk>/", undo_change, "undo"),
            ("content-updates/", show_updates, "content-updates"),
            ("looked-today/", looked_today, "looked-today"),
        )
        screens = (*WIZARD_URLS, *VERIFICATION_URLS, *of_changes)
        own = [path(route, self.admin_view(view), name=name) for route, view, name in screens]
        return [*own, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda row: place_of(row["object_name"], ORDER_OF_WORK))
        return sorted(apps, key=lambda app: place_of(app["app_label"], APPS_IN_ORDER))


def place_of(name: str, order: tuple[str, ...]) -> int:
    """Return the place of a name in an order, names that it does not hold last."""
    return order.index(name) if name in order else len(order)
