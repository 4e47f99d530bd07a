"""The trail of sign-ins and rights, for those who may do everything."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.operations.purge import purge_records
from tests.admin.accounts.signing_in import sign_in
from tests.admin.cases.staff import client_of, member_of_staff
from tests.admin.forms import edit

TRAIL = "/admin/admin/logentry/"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("root", password="root", last_name="王", first_name="五")


def test_a_sign_in_stands_in_the_trail_with_its_address(client: Client, owner: User) -> None:
    member_of_staff("编辑")
    sign_in(client, password="zhangsan", REMOTE_ADDR="192.0.2.7")
    page = client_of(owner).get(TRAIL).content.decode()
    assert "张三" in page
    assert "登录，来自192.0.2.7" in page


def test_changed_rights_stand_in_the_trail_by_name(owner: User) -> None:
    account = member_of_staff("编辑")
    advisers = Group.objects.get(name="顾问")
    client = client_of(owner)
    change = reverse("admin:auth_user_change", args=[account.pk])
    edit(client, change, groups=[str(advisers.pk)], is_superuser="on")
    page = client.get(TRAIL).content.decode()
    assert "加上“顾问”、去掉“编辑”" in page
    assert "超级用户状态改为是" in page


def test_what_the_desk_records_of_content_is_not_in_the_trail(owner: User) -> None:
    client = client_of(owner)
    LogEntry.objects.update(content_type=None, change_message="别的内容")
    assert "别的内容" not in client.get(TRAIL).content.decode()


def test_the_trail_ends_after_its_retention(owner: User) -> None:
    client_of(owner)
    purge_records(now=timezone.now() + timedelta(days=729))
    assert LogEntry.objects.exists()
    purge_records(now=timezone.now() + timedelta(days=731))
    assert not LogEntry.objects.exists()
