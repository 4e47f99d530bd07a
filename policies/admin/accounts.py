"""Accounts and groups of staff, with their permissions in Chinese."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField
from django.http import HttpRequest

ACTIONS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}


class PermissionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Permissions to choose from; Django stores their names in English."""

    def label_from_instance(self, obj: Permission) -> str:
        action = ACTIONS.get(obj.codename.partition("_")[0], obj.name)
        return f"{action} {obj.content_type.name}"


class PermissionsMixin(BaseModelAdmin):  # type: ignore[type-arg]
    """Lists every permission as a box to tick: the stock widget for two lists speaks English."""

    filter_horizontal = ()

    class Media:
        css = {"all": ("admin_desk/desk.css",)}
        js = ("admin_desk/calendar.js",)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelMultipleChoiceField[Any] | None":
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionsField
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


admin.site.unregister((User, Group))


@admin.register(User)
class StaffAdmin(PermissionsMixin, UserAdmin):  # type: ignore[type-arg]
    """Accounts of editors and advisers."""


@admin.register(Group)
class StaffGroupAdmin(PermissionsMixin, GroupAdmin):  # type: ignore[misc]
    """What several accounts may do."""
