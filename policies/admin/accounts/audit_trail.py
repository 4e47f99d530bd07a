"""Who signed in, and who gave whom which rights: for those who may do everything."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from policies.admin.read_only import ReadOnlyMixin
from policies.diagnosis.staff import account_name


@admin.register(LogEntry)
class AuditTrailAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """The records of accounts and groups; the site adds them, nobody changes them."""

    list_display = ("action_time", "who", "subject", "what")
    list_display_links = None
    list_select_related = ("user", "content_type")
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("user__username", "object_repr")
    search_help_text = "按账号查找"

    class Media:
        css = {"all": ("admin_desk/desk.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        subjects = ContentType.objects.get_for_models(User, Group).values()
        return super().get_queryset(request).filter(content_type__in=subjects)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "登录和权限记录"} | (extra_context or {}))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.display(description="谁", ordering="user")
    def who(self, entry: LogEntry) -> str:
        return account_name(entry.user)

    @admin.display(description="哪个账号或用户组")
    def subject(self, entry: LogEntry) -> str:
        """Return what was changed, as it was called then."""
        return f"{entry.content_type.name} {entry.object_repr}" if entry.content_type else ""

    @admin.display(description="做了什么")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message() or str(entry.get_action_flag_display())
