"""Too many failures lock an account for an address, and leave nothing else behind."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from policies.operations import purge
from tests.admin.accounts.signing_in import SIGN_IN, code_of, fail, sign_in

pytestmark = pytest.mark.django_db


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


def test_the_next_address_of_an_ipv6_site_is_locked_too(client: Client, editor: User) -> None:
    for number in range(5):
        fail(client, 1, REMOTE_ADDR=f"2001:db8::{number}")
    assert sign_in(client, REMOTE_ADDR="2001:db8::9").status_code == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:0:1::9").status_code == 302


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
        (["::1"], "::1", "2001:db8::5", "2001:db8::"),
        ([], "::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_address_is_what_trusted_proxies_say_and_nobody_else(
    client: Client,
    settings: Settings,
    trusted: list[str],
    peer: str,
    forwarded: str,
    address: str,
) -> None:
    settings.TRUSTED_PROXIES = trusted
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
