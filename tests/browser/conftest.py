"""Visitors on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.diagnosing import PHONE


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A visitor's page on a phone, with and without JavaScript."""
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport=PHONE, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()
