"""Pages that are rendered once and served to Chromium from memory."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize
from pytest_django.plugin import DjangoDbBlocker

from tests.shared_results import once_a_run
from tests.tools.audit.states import states
from tests.tools.audit.walk import Faults, walk

SITE = "http://site.test"
SMALLEST: ViewportSize = {"width": 320, "height": 640}  # CSS pixels: also 1280 at 400 %


@pytest.fixture(scope="session")
def markup(filled_tables: list[str], django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """Every state of every page by its address."""
    with django_db_blocker.unblock():
        return states()


@pytest.fixture(scope="session")
def context(browser: Browser, markup: dict[str, str]) -> Iterator[BrowserContext]:
    """The narrowest phone, to which the rendered pages are the site and nothing else is there."""

    def serve(route: Route) -> None:
        parts = urlsplit(unquote(route.request.url))
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address in markup:
            route.fulfill(body=markup[address], content_type="text/html; charset=utf-8")
        elif file := find(parts.path.removeprefix("/static/")):
            route.fulfill(path=str(file))
        else:
            route.abort()

    context = browser.new_context(base_url=SITE, locale="zh-CN", viewport=SMALLEST)
    context.route("**/*", serve)
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext) -> Iterator[Page]:
    """A page on that phone."""
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def faults(context: BrowserContext, markup: dict[str, str]) -> Faults:
    """What each question finds on the pages, which are opened once for all of them."""
    return once_a_run("faults", lambda: walk(context.new_page(), list(markup)))
