"""Signing in: password, second factor, lock-out and idle time."""

import io
import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.privacy import purge
from tests.diagnosis.staff import client_of, member_of_staff

SIGN_IN, DESK = "/admin/sign-in/", "/admin/"
PASSWORD = "correct-horse-battery"
LETTERS = re.compile(r"[A-Za-z]{2,}")

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """Return the code that an app shows now."""
    now = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, now[len(now) // 2])))


@pytest.fixture
def editor() -> User:
    user = member_of_staff("编辑")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def site(settings: Settings) -> Settings:
    """Return the settings of the site, to be changed for a test."""
    return settings


@pytest.fixture
def secret(editor: User) -> str:
    """Return the secret of the editor's second factor."""
    secret: str = generate_totp_secret()
    TOTP.activate(editor, secret)
    RecoveryCodes.activate(editor)
    return secret


def sign_in(client: Client, name: str = "zhangsan", password: str = PASSWORD, **where: str) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password}, **where)  # type: ignore[arg-type]


def fail(client: Client, times: int, name: str = "zhangsan", **where: str) -> list[int]:
    return [sign_in(client, name, "wrong", **where).status_code for _ in range(times)]


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


# The second factor


def test_a_code_is_asked_for_after_the_password(client: Client, secret: str) -> None:
    response = sign_in(client)
    assert response.headers["Location"] == f"{SIGN_IN}code/"
    assert client.get(DESK, follow=True).redirect_chain[-1][0] == f"{SIGN_IN}code/"
    client.post(f"{SIGN_IN}code/", {"code": code_of(secret)})
    assert client.get(DESK).status_code == 200


def test_a_code_opens_the_desk_once(client: Client, secret: str) -> None:
    code = code_of(secret)
    answers = []
    for browser in (client, Client()):
        sign_in(browser)
        answers.append(browser.post(f"{SIGN_IN}code/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_a_recovery_code_opens_the_desk_once(client: Client, editor: User, secret: str) -> None:
    codes = Authenticator.objects.get(user=editor, type="recovery_codes").wrap().get_unused_codes()
    answers = []
    for browser in (client, Client()):
        sign_in(browser)
        answers.append(browser.post(f"{SIGN_IN}code/", {"code": codes[0]}).status_code)
    assert answers == [302, 200]


@pytest.mark.parametrize(
    ("site_url", "word", "expected"),
    [
        ("http://127.0.0.1:8000", "", "False"),
        ("https://example.org", "", "True"),
        ("https://example.org", "off", "False"),
        ("http://127.0.0.1:8000", "on", "True"),
    ],
)
def test_a_second_factor_is_required_on_https_unless_the_setting_says_otherwise(
    site_url: str, word: str, expected: str
) -> None:
    given = {"SITE_URL": site_url, "REQUIRE_SECOND_FACTOR": word, "SECRET_KEY": "k" * 50}
    ask = "from xiaojuren_site import settings; print(settings.REQUIRE_SECOND_FACTOR)"
    command = (sys.executable, "-c", ask)
    folder = settings.BASE_DIR
    answer = subprocess.check_output(command, env=os.environ | given, cwd=folder, text=True)
    assert answer.strip() == expected


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    client: Client, editor: User, site: Settings
) -> None:
    site.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    for address in (DESK, "/admin/policies/term/", "/admin/password_change/", "/admin/jsi18n/"):
        chain = client.get(address, follow=True).redirect_chain
        assert chain[-1][0] == "/admin/second-factor/set-up/", address
    assert client.post("/admin/markdown-preview/", {"content": "x"}).status_code == 403


def test_setting_it_up_shows_the_recovery_codes_once(
    client: Client, editor: User, site: Settings
) -> None:
    site.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    page = client.get("/admin/second-factor/set-up/").content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    answer = client.post("/admin/second-factor/set-up/", {"code": code_of(secret)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/second-factor/recovery-codes/"
    codes = answer.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in answer.content.decode()
    assert codes[0] not in client.get(answer.redirect_chain[-1][0]).content.decode()
    assert client.get(DESK).status_code == 200


def test_whoever_has_been_signed_in_for_long_gives_the_password_again(
    client: Client, editor: User
) -> None:
    sign_in(client)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    response = client.get("/admin/second-factor/set-up/")
    assert response.headers["Location"].startswith(f"{SIGN_IN}again/")
    again = client.post(response.headers["Location"], {"password": PASSWORD})
    assert again.headers["Location"] == "/admin/second-factor/set-up/"


def test_a_telephone_is_exchanged_by_removing_the_second_factor(
    client: Client, editor: User, secret: str
) -> None:
    sign_in(client)
    client.post(f"{SIGN_IN}code/", {"code": code_of(secret)})
    client.post("/admin/second-factor/remove/")
    assert not Authenticator.objects.exists()


def test_a_command_lets_in_whoever_has_lost_the_telephone(editor: User, secret: str) -> None:
    AccessAttempt.objects.create(
        username="zhangsan", ip_address="192.0.2.1", failures_since_start=5
    )
    call_command("reset_second_factor", "zhangsan", stdout=io.StringIO())
    assert not Authenticator.objects.exists()
    assert not AccessAttempt.objects.exists()
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


# The lock-out


def test_five_failures_lock_the_account_for_the_address(client: Client, editor: User) -> None:
    assert fail(client, 5) == [200, 200, 200, 200, 429]
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "请30分钟后再试" in answer.content.decode()


def test_a_lock_says_nothing_about_the_account(client: Client, editor: User) -> None:
    fail(client, 5)
    fail(client, 5, "nobody")
    pages = {sign_in(client, name).content for name in ("zhangsan", "nobody")}
    assert len(pages) == 1
    assert b"zhangsan" not in pages.pop()


def test_a_lock_ends_half_an_hour_after_the_last_failure(client: Client, editor: User) -> None:
    fail(client, 5)
    fail(client, 3)  # while it is locked, they count for nothing
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=30))
    assert sign_in(client).status_code == 302


def test_a_success_forgets_the_failures(client: Client, editor: User) -> None:
    fail(client, 4)
    sign_in(client)
    assert not AccessAttempt.objects.exists()


def test_another_address_is_not_locked(client: Client, editor: User) -> None:
    fail(client, 5, REMOTE_ADDR="192.0.2.1")
    assert sign_in(client, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_another_account_is_not_locked(client: Client, editor: User) -> None:
    fail(client, 5, "lisi")
    assert sign_in(client).status_code == 302


def test_wrong_codes_lock_like_wrong_passwords(client: Client, secret: str) -> None:
    sign_in(client)
    codes = [client.post(f"{SIGN_IN}code/", {"code": "000"}).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert client.post(f"{SIGN_IN}code/", {"code": code_of(secret)}).status_code == 429


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ([], "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (["192.0.2.1"], "192.0.2.1", "198.51.100.7", "198.51.100.7"),
        (["192.0.2.1"], "192.0.2.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (["192.0.2.0/24"], "192.0.2.1", "203.0.113.9, 192.0.2.8", "203.0.113.9"),
        (["192.0.2.1"], "192.0.2.1", "", "192.0.2.1"),
        (["192.0.2.1"], "192.0.2.1", "garbage", "192.0.2.1"),
        (["192.0.2.1"], "198.51.100.2", "203.0.113.9", "198.51.100.2"),
        (["*"], "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (["::1"], "::1", "2001:db8::5", "2001:db8::5"),
    ],
)
def test_the_address_is_what_trusted_proxies_say_and_nobody_else(
    client: Client,
    site: Settings,
    trusted: list[str],
    peer: str,
    forwarded: str,
    address: str,
) -> None:
    site.TRUSTED_PROXIES = trusted
    fail(client, 1, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert AccessAttempt.objects.get().ip_address == address


def test_a_failure_keeps_account_address_and_time_alone(client: Client) -> None:
    where = {"HTTP_USER_AGENT": "Browser/1", "HTTP_ACCEPT": "text/html"}
    fail(client, 2, **where)
    kept = str(AccessAttempt.objects.values().get())
    assert "wrong" not in kept
    assert "Browser" not in kept
    assert "text/html" not in kept


def test_purging_deletes_failures_that_lock_nothing_any_more(client: Client) -> None:
    fail(client, 1)
    purge.purge_records(now=timezone.now() + timedelta(minutes=29))
    assert AccessAttempt.objects.exists()
    purge.purge_records(now=timezone.now() + timedelta(minutes=31))
    assert not AccessAttempt.objects.exists()


# Passwords and idle time


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


def test_a_session_ends_eight_hours_after_the_last_work(client: Client, editor: User) -> None:
    sign_in(client)
    client.get(DESK)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    session = client.session
    session["awake_at"] -= 61
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    client.get(DESK)
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)


def test_purging_deletes_sessions_that_have_ended(editor: User) -> None:
    client_of(editor)
    purge.purge_records(now=timezone.now() + timedelta(hours=7))
    assert Session.objects.exists()
    purge.purge_records(now=timezone.now() + timedelta(hours=9))
    assert not Session.objects.exists()


def test_the_cookie_goes_with_the_browser(client: Client, editor: User) -> None:
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize("path", ["/", "/compare/", "/no-such-page/"])
def test_public_pages_have_no_session(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not Session.objects.exists()


def test_reading_the_site_does_not_count_as_work(editor: User) -> None:
    client = client_of(editor)
    before = Session.objects.get().expire_date
    response = client.get("/")
    assert not response.cookies
    assert Session.objects.get().expire_date == before
