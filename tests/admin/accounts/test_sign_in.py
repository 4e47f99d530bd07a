"""Signing in with account and password, and what a password has to be."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.admin.accounts.signing_in import DESK, PASSWORD, SIGN_IN, code_of, sign_in

LETTERS = re.compile(r"[A-Za-z]{2,}")

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(client: Client, editor: User) -> None:
    wanted = reverse("admin:policies_term_changelist")
    response = client.get(wanted, follow=True)
    assert response.redirect_chain[-1][0] == f"{SIGN_IN}?next={wanted}"
    answer = client.post(SIGN_IN, {"login": "zhangsan", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def test_a_password_alone_opens_the_desk_where_no_second_factor_is_required(
    client: Client, editor: User
) -> None:
    assert sign_in(client).headers["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_someone_without_the_status_of_staff_is_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("reader"))
    assert client.get(DESK, follow=True).status_code == 403


def test_the_first_user_made_by_the_command_signs_in(client: Client) -> None:
    User.objects.create_superuser("root", password=PASSWORD)
    sign_in(client, "root")
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize("name", ["zhangsan", "nobody"])
def test_a_failed_sign_in_says_the_same_for_every_account(
    client: Client, editor: User, name: str
) -> None:
    assert "用户名或密码不对。" in sign_in(client, name, "wrong").content.decode()


def test_a_deactivated_account_fails_like_a_wrong_password(client: Client, editor: User) -> None:
    User.objects.update(is_active=False)
    assert "用户名或密码不对。" in sign_in(client).content.decode()


@pytest.mark.parametrize("path", ["/admin/signup/", "/admin/password/reset/", "/admin/email/"])
def test_nobody_signs_up_or_gets_mail(client: Client, path: str) -> None:
    assert client.get(path, follow=True).redirect_chain[-1][0].startswith(SIGN_IN)


def test_signing_in_gives_the_session_a_new_key(client: Client, secret: str) -> None:
    sign_in(client)
    before = client.cookies["sessionid"].value
    client.post(f"{SIGN_IN}code/", {"code": code_of(secret)})
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("Qx7-elf-zei", "至少要12个字符"),
        ("123456789012345", "只包含数字"),
        ("administrator", "太常见"),
        ("zhangsan-zhangsan", "相似"),
        ("Qx7-elf-zeich", None),
    ],
)
def test_a_password_has_twelve_characters_and_is_not_common(
    password: str, message: str | None
) -> None:
    user = User(username="zhangsan-zhangsan")
    if message is None:
        validate_password(password, user)
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    text = "".join(refused.value.messages)
    assert message in text
    assert not LETTERS.search(text)


def test_the_help_for_passwords_is_in_chinese() -> None:
    assert not LETTERS.search("".join(password_validators_help_texts()))
