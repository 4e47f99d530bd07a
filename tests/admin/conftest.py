"""Editors who have signed in: in a browser, or with the rights of one task."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def desk(page: Page, live_server: LiveServer, admin_client: Client) -> Iterator[Page]:
    """A page of an editor who is logged in."""
    session = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    yield page
    page.goto("about:blank")


@pytest.fixture
def checker(client: Client) -> User:
    """Someone who may use the trust desk and nothing else, signed in."""
    user = User.objects.create_user("checker", is_staff=True, last_name="王", first_name="五")
    user.user_permissions.add(Permission.objects.get(codename="check_facts"))
    client.force_login(user)
    return user
