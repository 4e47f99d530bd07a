"""Pages that are rendered once and served to Chromium from memory."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Browser, BrowserContext, Page, Route
from pytest_django.plugin import DjangoDbBlocker

from tests.audit.states import states

SITE = "http://site.test"


@pytest.fixture(scope="session")
def markup(filled_tables: list[str], django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """Every state of every page by its address."""
    with django_db_blocker.unblock():
        return states()


@pytest.fixture(scope="module")
def context(browser: Browser, markup: dict[str, str]) -> Iterator[BrowserContext]:
    """A phone to which the rendered pages are the site; anything else is not there."""

    def serve(route: Route) -> None:
        parts = urlsplit(unquote(route.request.url))
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address in markup:
            route.fulfill(body=markup[address], content_type="text/html; charset=utf-8")
        elif file := find(parts.path.removeprefix("/static/")):
            route.fulfill(path=str(file))
        else:
            route.abort()

    context = browser.new_context(
        base_url=SITE, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    context.route("**/*", serve)
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(context: BrowserContext) -> Page:
    """A page on that phone."""
    return context.new_page()


def open_unfolded(page: Page, address: str) -> None:
    """Open a page of the site, and on it all that is folded."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
