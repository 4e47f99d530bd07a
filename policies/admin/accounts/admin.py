"""Accounts and groups of staff, and the record of sign-ins and given permissions."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.admin.accounts import permissions
from policies.admin.accounts.lockout import lift_locks, locked_until
from policies.admin.accounts.second_factor import has_second_factor, reset_second_factor
from policies.admin.base import ReadOnlyMixin
from policies.diagnosis.staff import account_name

LOST = "手机丢了或账号被锁：在用户列表里勾选这个账号，再从“动作”里选。"
ACTIONS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}


class PermissionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Permissions to choose from; Django stores their names in English."""

    def label_from_instance(self, obj: Permission) -> str:
        action = ACTIONS.get(obj.codename.partition("_")[0])
        return f"{action} {obj.content_type.name}" if action else obj.name


class RightsMixin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Offers what someone may give, each as a box to tick: the stock widget speaks English."""

    filter_horizontal = ()

    class Media:
        css = {"all": ("admin_desk/desk.css",)}
        js = ("admin_desk/calendar.js",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionsField
            kwargs["queryset"] = permissions.givable_rights(request.user)
        if db_field.related_model is Group:
            kwargs["queryset"] = permissions.givable_groups(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Say in the record which rights were given or taken."""
        if add or not isinstance(form, forms.ModelForm):
            return super().construct_change_message(request, form, formsets, add)
        return permissions.rights_changed(form)


admin.site.unregister((User, Group, EmailAddress, Authenticator))


@admin.register(User)
class StaffAdmin(RightsMixin, UserAdmin):  # type: ignore[type-arg]
    """Accounts of staff; they are deactivated, not deleted, because records name them."""

    list_display = ("username", "last_name", "first_name", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    readonly_fields = ("last_login", "date_joined", "second_factor", "lock")
    actions = ("reset_second_factors", "lift_locks")
    add_form = UserCreationForm  # without the choice to have no password
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return (*fieldsets, ("登录", {"fields": ("second_factor", "lock"), "description": LOST}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or permissions.account_within(obj, request.user))

    @admin.display(description="两步验证")
    def second_factor(self, account: User) -> str:
        return "已设置" if has_second_factor(account) else "没有设置"

    @admin.display(description="登录锁定")
    def lock(self, account: User) -> str:
        """Return until when the account is locked."""
        until = locked_until(account.username)
        return f"锁定到{timezone.localtime(until):%H:%M}" if until else "没有锁定"

    @admin.action(description="重设两步验证（手机丢了）", permissions=["change"])
    def reset_second_factors(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Let accounts set up a new second factor."""
        done = "重设了两步验证", "{}的两步验证已重设，下次登录时重新设置。"
        self.act(request, chosen, reset_second_factor, *done, "{}没有设置两步验证。")

    @admin.action(description="解除登录锁定", permissions=["change"])
    def lift_locks(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Let accounts sign in again at once."""
        done = "解除了登录锁定", "{}的登录锁定已解除。"
        self.act(request, chosen, lambda a: lift_locks(a.username), *done, "{}没有被锁定。")

    def act(
        self, request: HttpRequest, chosen: Any, do: Any, record: str, done: str, needless: str
    ) -> None:
        """Do something with the accounts that someone may change, and say what came of each."""
        for account in chosen:
            if not self.has_change_permission(request, account):
                messages.error(request, f"{account}的权限比您多，不能由您处理。")
            elif do(account):
                self.log_change(request, account, record)
                messages.success(request, done.format(account))
            else:
                messages.warning(request, needless.format(account))


@admin.register(Group)
class StaffGroupAdmin(RightsMixin, GroupAdmin):  # type: ignore[misc]
    """What several accounts may do."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or permissions.group_within(obj, request.user))


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

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
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
