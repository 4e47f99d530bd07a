"""The desk may stand where nobody looks for it, and the public site does not say where."""

import importlib
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import clear_url_caches, reverse
from pytest_django import Settings

from xiaojuren_site import urls

PLACE = "redaktion-7"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def moved_desk(settings: Settings) -> Iterator[None]:
    """Move the desk, and back."""
    for place in (PLACE, "admin"):
        settings.ADMIN_PATH = place
        importlib.reload(urls)
        clear_url_caches()
        if place == PLACE:
            yield


@pytest.mark.usefixtures("moved_desk")
def test_a_moved_desk_is_found_at_its_place_alone(admin_client: Client) -> None:
    assert reverse("admin:index") == f"/{PLACE}/"
    assert admin_client.get(f"/{PLACE}/").status_code == 200
    assert reverse("account_login") == f"/{PLACE}/sign-in/"
    assert admin_client.get("/admin/").status_code == 404


@pytest.mark.usefixtures("moved_desk", "seeded")
def test_no_public_page_says_where_the_desk_is(client: Client, settings: Settings) -> None:
    settings.HTTPS = True
    for path in ("/", "/robots.txt", "/sitemap.xml", "/diagnosis/", "/no-such-page/"):
        assert PLACE not in client.get(path).content.decode()
