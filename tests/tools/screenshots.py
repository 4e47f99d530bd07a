"""Pictures of every page that a visitor can reach, for eyes to judge: `make screenshots`."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.reachable import reachable_paths

# The name of a folder, the width in pixels, and what else is asked of the browser.
LOOKS: dict[str, tuple[int, dict[str, Any]]] = {
    "360": (360, {}),
    "768": (768, {}),
    "1280": (1280, {}),
    "dark-360": (360, {"color_scheme": "dark"}),
    "dark-1280": (1280, {"color_scheme": "dark"}),
    "forced-colours-768": (768, {"forced_colors": "active"}),
    "larger-text-360": (360, {}),
    "print-768": (768, {}),
}
LARGER_TEXT = "localStorage.text = 'larger'"


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_take_pictures(
    look: str, browser: Browser, live_server: LiveServer, client: Client
) -> None:
    """Save each page whole as screenshots/<look>/<path>.png."""
    folder = settings.BASE_DIR / "screenshots" / look
    width, options = LOOKS[look]
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        viewport={"width": width, "height": 800},
        **options,
    )
    if look.startswith("larger-text"):
        context.add_init_script(LARGER_TEXT)
    page = context.new_page()
    if look.startswith("print"):
        page.emulate_media(media="print")
    for path in reachable_paths(client):
        page.goto(path)
        name = path.strip("/").replace("/", "-") or "home"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()

    assert (folder / "home.png").stat().st_size
