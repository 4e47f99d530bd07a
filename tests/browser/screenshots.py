"""Pictures of every page that a visitor can reach, for eyes to judge: `make screenshots`."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.reachable import reachable_paths

WIDTHS = (360, 768, 1280)


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
