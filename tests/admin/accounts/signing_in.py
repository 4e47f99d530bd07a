"""Signing in as a browser does, for the tests of it."""

from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

SIGN_IN, DESK = "/admin/sign-in/", "/admin/"
PASSWORD = "correct-horse-battery"


def code_of(secret: str) -> str:
    """Return the code that an app shows now."""
    now = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, now[len(now) // 2])))


def sign_in(client: Client, name: str = "zhangsan", password: str = PASSWORD, **where: str) -> Any:
    """Post account and password; return the answer."""
    return client.post(SIGN_IN, {"login": name, "password": password}, **where)  # type: ignore[arg-type]


def fail(client: Client, times: int, name: str = "zhangsan", **where: str) -> list[int]:
    """Give a wrong password several times; return the status of each answer."""
    return [sign_in(client, name, "wrong", **where).status_code for _ in range(times)]
