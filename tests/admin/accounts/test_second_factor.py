"""The second factor: asked for, set up, required, exchanged and reset."""

import io
import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django import conf
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.admin.accounts.signing_in import DESK, PASSWORD, SIGN_IN, code_of, sign_in

pytestmark = pytest.mark.django_db


def test_a_code_is_asked_for_after_the_password(client: Client, secret: str) -> None:
    response = sign_in(client)
    assert response.headers["Location"] == f"{SIGN_IN}code/"
    assert client.get(DESK, follow=True).redirect_chain[-1][0] == f"{SIGN_IN}code/"
    client.post(f"{SIGN_IN}code/", {"code": code_of(secret)})
    assert client.get(DESK).status_code == 200


def test_a_code_opens_the_desk_once_whichever_process_is_asked(client: Client, secret: str) -> None:
    code = code_of(secret)
    answers = []
    for browser in (client, Client()):
        cache.clear()  # each process has its own
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
    folder = conf.settings.BASE_DIR
    answer = subprocess.check_output(command, env=os.environ | given, cwd=folder, text=True)
    assert answer.strip() == expected


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    for address in (DESK, "/admin/policies/term/", "/admin/password_change/", "/admin/jsi18n/"):
        chain = client.get(address, follow=True).redirect_chain
        assert chain[-1][0] == "/admin/second-factor/set-up/", address
    assert client.post("/admin/markdown-preview/", {"content": "x"}).status_code == 403


def test_setting_it_up_shows_the_recovery_codes_once(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
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
    client: Client, editor: User, settings: Settings
) -> None:
    sign_in(client)
    session, long = client.session, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session["account_authentication_methods"][0]["at"] -= long
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
