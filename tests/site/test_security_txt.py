"""Whoever finds a weakness reads where to report it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from xiaojuren_site.health import EXPIRES

pytestmark = pytest.mark.once


def test_it_names_a_contact_and_its_own_address(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://example.org"
    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response.headers["Content-Type"] == "text/plain"
    assert fields == {
        "Contact": f"mailto:{settings.CONTACT_EMAIL}",
        "Expires": f"{EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "zh, en",
        "Canonical": "https://example.org/.well-known/security.txt",
    }


def test_it_expires_in_the_future_but_within_a_year() -> None:
    assert timedelta(days=30) < EXPIRES - timezone.now() < timedelta(days=366)
