"""Sessions of the desk: how long they last, and that readers have none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from policies.operations import purge
from tests.admin.accounts.signing_in import DESK, sign_in
from tests.admin.cases.staff import client_of

pytestmark = pytest.mark.django_db


def test_a_session_ends_eight_hours_after_the_last_work(client: Client, editor: User) -> None:
    sign_in(client)
    client.get(DESK)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    session = client.session
    session["touched_at"] -= 61
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
