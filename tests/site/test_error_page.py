"""An error of our own: a page that names the request, a mail that says nothing of the person."""

import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from policies.diagnosis.delivery.error_mail import ErrorMail
from policies.diagnosis.models import Delivery

PHONE = "13800138000"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(f"refused {request.POST['phone']}")


handler500 = "xiaojuren_site.health.server_error"
urlpatterns = [path("fails/", fail), path("", include("xiaojuren_site.urls"))]


@pytest.fixture(autouse=True)
def failing_site(settings: Settings) -> None:
    """Give the site a page that fails, and an address for errors."""
    settings.ROOT_URLCONF = __name__
    settings.ERROR_EMAIL = ["keeper@example.org"]
    for handler in logging.getLogger().handlers:
        if isinstance(handler, ErrorMail):
            handler.silent_until = 0.0


def post() -> Any:
    """Post a telephone number to the page that fails, as request abc123."""
    client = Client(raise_request_exception=False, REQUEST_ID="abc123")
    client.cookies["sessionid"] = "secret-session"
    return client.post("/fails/", {"phone": PHONE})


def queued() -> Delivery:
    """Return the only message about an error."""
    return Delivery.objects.get()


def test_the_page_names_the_request() -> None:
    response = post()
    assert response.status_code == 500
    assert "<code>abc123</code>" in response.content.decode()


def test_the_mail_says_where_it_failed_and_nothing_of_what_was_sent() -> None:
    post()
    text = f"{queued().subject}{queued().text}"
    assert queued().recipient == "keeper@example.org"
    assert "builtins.RuntimeError" in text
    assert "test_error_page.py" in text
    assert PHONE not in text
    assert "secret-session" not in text


def test_a_fault_of_every_request_is_mailed_once_in_a_while() -> None:
    post()
    post()
    assert Delivery.objects.count() == 1


def test_without_an_address_nothing_is_mailed(settings: Settings) -> None:
    settings.ERROR_EMAIL = []
    post()
    assert not Delivery.objects.exists()
