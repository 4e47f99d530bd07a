"""Every page in every state fits small screens and large text, and fingers hit what they mean."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.audit.conftest import SITE
from tests.audit.states import TOPIC

pytestmark = [pytest.mark.browser, pytest.mark.once]

SMALLEST = {"width": 320, "height": 640}  # CSS pixels: also 1280 at 400 %
SCRIPTS = Path(__file__).parent
WIDER = "document.documentElement.scrollWidth > innerWidth"
# WCAG 2.2, 1.4.12
SPACED_TEXT = """* {
  line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
} p { margin-bottom: 2em !important; }"""
SMALL_TARGETS = (SCRIPTS / "small_targets.js").read_text()
CLIPPED_TEXT = (SCRIPTS / "clipped_text.js").read_text()


def found_on_each(page: Page, markup: dict[str, str], question: str) -> str:
    """Return as text what a question finds on each page; nothing where all is well."""
    found: dict[str, Any] = {}
    for address in markup:
        page.goto(address)
        if answer := page.evaluate(question):
            found[address] = answer
    return json.dumps(found, ensure_ascii=False, indent=1) if found else ""


def test_no_page_scrolls_sideways_at_320_pixels(phone: Page, markup: dict[str, str]) -> None:
    phone.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    assert not found_on_each(phone, markup, WIDER)


def test_every_target_is_44_pixels_high_and_wide_or_stands_in_a_text(
    phone: Page, markup: dict[str, str]
) -> None:
    assert not found_on_each(phone, markup, SMALL_TARGETS)


def test_text_with_more_space_stays_whole(phone: Page, markup: dict[str, str]) -> None:
    phone.add_init_script(f"""addEventListener("DOMContentLoaded", () => {{
        const style = document.createElement("style");
        style.textContent = `{SPACED_TEXT}`;
        document.head.append(style);
    }})""")
    assert not found_on_each(phone, markup, CLIPPED_TEXT)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_topic_page_never_shifts_and_takes_four_requests_of_this_site(
    phone: Page, markup: dict[str, str], width: int
) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.set_viewport_size({"width": width, "height": 740})
    phone.goto(TOPIC)
    phone.wait_for_load_state("networkidle")
    shifts = phone.evaluate("""() => new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().length))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(resolve, 300, 0);
    })""")
    assert shifts == 0
    assert len(asked) <= 4
    assert all(address.startswith(SITE) for address in asked)
