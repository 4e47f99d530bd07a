"""Which permissions someone may give: those that they have, to accounts that have no others."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet

# The rooms of the desk; the rights of the libraries beneath them mean nothing here.
ROOMS = ("policies", "diagnosis")
ACCOUNTS = Q(content_type__app_label="auth", content_type__model__in=("user", "group"))


def givable_rights(giver: Any) -> "QuerySet[Permission]":
    """Return the rights that someone may give."""
    rights = Permission.objects.filter(Q(content_type__app_label__in=ROOMS) | ACCOUNTS)
    if not giver.is_superuser:
        rights = rights.filter(Q(user=giver) | Q(group__user=giver)).distinct()
    return rights.select_related("content_type")


def givable_groups(giver: Any) -> "QuerySet[Group]":
    """Return the groups that someone may put an account into."""
    if giver.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=givable_rights(giver).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)


def group_within(group: Group, changer: Any) -> bool:
    """Return whether a group has no right that someone lacks."""
    return givable_groups(changer).filter(pk=group.pk).exists()


def account_within(account: User, changer: Any) -> bool:
    """Return whether an account has no right that someone lacks."""
    if changer.is_superuser:
        return True
    if account.is_superuser:
        return False
    has = Permission.objects.filter(Q(user=account) | Q(group__user=account))
    return not has.exclude(pk__in=givable_rights(changer).values("pk")).exists()


def rights_changed(form: "forms.ModelForm[Any]") -> str:
    """Return what differs now: rights by name, switches by value, of all else only the name."""
    return "；".join(_change_of(form, name) for name in form.changed_data)


def _change_of(form: "forms.ModelForm[Any]", name: str) -> str:
    field, after = form.fields[name], form.cleaned_data.get(name)
    if isinstance(field, forms.ModelMultipleChoiceField):
        now, before = set(after or ()), set(form.initial.get(name) or ())
        given = [f"加上“{field.label_from_instance(row)}”" for row in now - before]
        taken = [f"去掉“{field.label_from_instance(row)}”" for row in before - now]
        return f"{field.label}：{'、'.join(sorted(given) + sorted(taken))}"
    if isinstance(field, forms.BooleanField):
        return f"{field.label}改为{'是' if after else '否'}"
    return f"改了{field.label}"
