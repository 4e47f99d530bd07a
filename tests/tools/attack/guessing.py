"""Guessing passwords, accounts and addresses."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from statistics import median

from django.contrib.auth.models import User

from policies.admin.accounts.lockout import lift_locks
from policies.diagnosis.models import PostCount
from tests.tools.attack.asking import ask, post, seconds_of

SIGN_IN = "/admin/sign-in/"
TRIES = 200
SPOOFED = 1000


def sign_in(name: str, **headers: str) -> int:
    """Sign in with a wrong password."""
    return post(SIGN_IN, {"login": name, "password": "wrong"}, **headers)


def gap() -> float:
    """Return by how many milliseconds the median of known and unknown accounts differs."""
    times: dict[str, list[float]] = {"known": [], "nobody": []}
    for _ in range(TRIES // 2):
        for name, taken in times.items():
            taken.append(seconds_of(partial(sign_in, name)))
            lift_locks(name)
    return 1000 * abs(median(times["known"]) - median(times["nobody"]))


def guessing() -> Iterator[str]:
    """Guess; yield what came of it."""
    User.objects.create_user("known", password="correct-horse-battery", is_staff=True)
    yield f"ten wrong passwords: {[sign_in('known') for _ in range(10)]}"
    lift_locks("known")
    spoofed = Counter(
        sign_in("known", **{"X-Forwarded-For": f"203.0.113.{number % 256}"})
        for number in range(SPOOFED)
    )
    yield f"{SPOOFED} with a spoofed X-Forwarded-For: {dict(spoofed)}"
    lift_locks("known")
    yield f"{TRIES} tries, medians of known and unknown accounts {gap():.1f} ms apart"
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    proto = Counter(ask("GET", "/", b"", **headers) for _ in range(SPOOFED))
    yield f"{SPOOFED} with spoofed X-Forwarded-Host and -Proto: {dict(proto)}"
    hosts = Counter(ask("GET", "/", Host=f"h{number}.example") for number in range(SPOOFED))
    yield f"{SPOOFED} unknown hosts: {dict(hosts)}"
    yield f"addresses kept in the clear: {PostCount.objects.filter(sender__contains='.').count()}"
