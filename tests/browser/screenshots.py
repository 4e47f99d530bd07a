"""Pictures of every page that a visitor can reach, for eyes to judge: `make screenshots`."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
NO_PAGE = "/no-such-page/"
NOT_PUBLIC = ("/static/", "/admin/")
OF_EACH_FACT = "/corrections/"  # one of these hundreds stands for all
WIDTHS = (360, 768, 1280)


def reachable_paths(client: Client) -> list[str]:
    """Return the paths of all pages that links lead to from the home page, and of a missing one."""
    found, waiting = {NO_PAGE}, ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith(NOT_PUBLIC):
            continue
        if path.startswith(OF_EACH_FACT) and any(p.startswith(OF_EACH_FACT) for p in found):
            continue
        response = client.get(path)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            found.add(path)
            links = LINK.findall(response.content.decode())
            waiting += [urlsplit(link).path for link in links]
    return sorted(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_take_pictures(
    width: int, browser: Browser, live_server: LiveServer, client: Client
) -> None:
    """Save each page whole as screenshots/<width>/<path>.png."""
    folder = settings.BASE_DIR / "screenshots" / str(width)
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    for path in reachable_paths(client):
        page.goto(path)
        name = path.strip("/").replace("/", "-") or "home"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()

    assert (folder / "home.png").stat().st_size
