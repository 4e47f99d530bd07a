"""Accounts and groups: nobody gives, or takes by a detour, a right that they do not have."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from policies.admin.accounts.second_factor import has_second_factor
from tests.admin.cases.staff import client_of, member_of_staff
from tests.admin.forms import edit

MANAGERS = "管理员"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def manager() -> User:
    return member_of_staff(MANAGERS, username="wangwu", name="王五")


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def editor() -> User:
    return member_of_staff("编辑")


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("root", password="root")


def page(account: User, name: str = "change") -> str:
    return reverse(f"admin:auth_user_{name}", args=[account.pk])


def act(client: Client, action: str, *accounts: User) -> Any:
    chosen = [account.pk for account in accounts]
    posted = {"action": action, "_selected_action": chosen}
    return client.post(reverse("admin:auth_user_changelist"), posted, follow=True)


def permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


def test_a_manager_puts_an_account_into_a_group(client: Client, editor: User) -> None:
    advisers = Group.objects.get(name="顾问")
    edit(client, page(editor), groups=[str(advisers.pk)])
    assert list(editor.groups.all()) == [advisers]


def test_a_manager_adds_an_account(client: Client) -> None:
    password = "correct-horse-battery"
    names = {"username": "newcomer", "password1": password, "password2": password}
    client.post(reverse("admin:auth_user_add"), names)
    assert User.objects.get(username="newcomer").check_password(password)


@pytest.mark.parametrize("who", ["manager", "editor"])
def test_a_manager_makes_nobody_a_superuser(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    account: User = request.getfixturevalue(who)
    edit(client, page(account), is_superuser="on", first_name="新")
    account.refresh_from_db()
    assert account.first_name == "新"
    assert not account.is_superuser


@pytest.mark.parametrize("codename", ["delete_user", "add_permission", "delete_term"])
@pytest.mark.parametrize("who", ["manager", "editor"])
def test_a_manager_gives_no_right_that_he_lacks(
    client: Client, who: str, codename: str, request: pytest.FixtureRequest
) -> None:
    account: User = request.getfixturevalue(who)
    edit(client, page(account), user_permissions=[str(permission(codename).pk)])
    assert not account.user_permissions.exists()


def test_a_manager_puts_nobody_into_a_group_with_more_rights(client: Client, editor: User) -> None:
    group = Group.objects.create(name="全部")
    group.permissions.add(permission("delete_user"))
    edit(client, page(editor), groups=[str(group.pk)])
    assert group not in editor.groups.all()


@pytest.mark.parametrize("name", ["编辑", MANAGERS])
def test_a_manager_gives_a_group_no_right_that_he_lacks(client: Client, name: str) -> None:
    group = Group.objects.get(name=name)
    has = [str(key) for key in group.permissions.values_list("pk", flat=True)]
    more = [*has, str(permission("delete_user").pk)]
    edit(client, reverse("admin:auth_group_change", args=[group.pk]), permissions=more)
    assert not group.permissions.filter(codename="delete_user").exists()


def test_a_manager_changes_no_account_that_has_more_rights(
    client: Client, owner: User, editor: User
) -> None:
    editor.user_permissions.add(permission("delete_user"))
    for account in (owner, editor):
        assert client.post(page(account), {"username": "mine"}).status_code == 403
        assert client.get(page(account, "password_change")).status_code == 403


def test_a_manager_changes_no_group_that_has_more_rights(client: Client) -> None:
    group = Group.objects.create(name="全部")
    group.permissions.add(permission("delete_user"))
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert client.post(address, {"name": "我的"}).status_code == 403


def test_a_superuser_gives_every_right_of_the_desk(owner: User, editor: User) -> None:
    right = str(permission("delete_user").pk)
    edit(client_of(owner), page(editor), is_superuser="on", user_permissions=[right])
    editor.refresh_from_db()
    assert editor.is_superuser
    assert editor.user_permissions.exists()


def test_accounts_are_deactivated_not_deleted_by_managers(client: Client, editor: User) -> None:
    edit(client, page(editor), is_active=[])
    editor.refresh_from_db()
    assert not editor.is_active
    assert client.post(page(editor, "delete"), {"post": "yes"}).status_code == 403
    act(client, "delete_selected", editor)
    assert User.objects.filter(pk=editor.pk).exists()


def test_a_lost_second_factor_is_reset_and_recorded(client: Client, editor: User) -> None:
    TOTP.activate(editor, "A" * 32)
    answer = act(client, "reset_second_factors", editor)
    assert "两步验证已重设" in answer.content.decode()
    assert not has_second_factor(editor)
    record = LogEntry.objects.latest("pk")
    assert (record.user.username, record.object_id) == ("wangwu", str(editor.pk))
    assert record.change_message == "重设了两步验证"


def test_a_lock_is_shown_and_lifted(client: Client, editor: User) -> None:
    AccessAttempt.objects.create(
        username="zhangsan", ip_address="192.0.2.1", failures_since_start=5
    )
    assert "锁定到" in client.get(page(editor)).content.decode()
    act(client, "lift_locks", editor)
    assert not AccessAttempt.objects.exists()
    assert "没有锁定" in client.get(page(editor)).content.decode()


@pytest.mark.parametrize("action", ["reset_second_factors", "lift_locks"])
def test_a_manager_does_neither_for_an_account_with_more_rights(
    client: Client, owner: User, action: str
) -> None:
    TOTP.activate(owner, "A" * 32)
    AccessAttempt.objects.create(username="root", ip_address="192.0.2.1", failures_since_start=5)
    assert "权限比您多" in act(client, action, owner).content.decode()
    assert has_second_factor(owner)
    assert AccessAttempt.objects.exists()


def test_rights_of_libraries_are_not_offered(owner: User, editor: User) -> None:
    form = client_of(owner).get(page(editor)).context["adminform"].form
    offered = form.fields["user_permissions"].queryset
    apps = set(offered.values_list("content_type__app_label", flat=True))
    assert apps == {"policies", "diagnosis", "auth"}
