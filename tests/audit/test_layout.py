"""Every page in every state fits small screens and large text, and fingers hit what they mean."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.audit.conftest import SITE, open_unfolded
from tests.audit.states import TOPIC

pytestmark = [pytest.mark.browser, pytest.mark.once]

SMALLEST = {"width": 320, "height": 640}  # CSS pixels: also 1280 at 400 %
HERE = Path(__file__).parent
SCRIPTS = {
    "wider": "document.documentElement.scrollWidth > innerWidth",
    "small targets": (HERE / "small_targets.js").read_text(),
    "out of order": (HERE / "reading_order.js").read_text(),
}
# WCAG 2.2, 1.4.12
SPACED_TEXT = """* {
  line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
} p { margin-bottom: 2em !important; }"""
CLIPPED_TEXT = (HERE / "clipped_text.js").read_text()


@pytest.fixture(scope="module")
def faults(phone: Page, markup: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What each script finds, by page; every page is opened once, as narrow as can be."""
    phone.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    found: dict[str, dict[str, Any]] = {}
    for address in markup:
        open_unfolded(phone, address)
        answers = {name: phone.evaluate(script) for name, script in SCRIPTS.items()}
        phone.add_style_tag(content=SPACED_TEXT)
        answers["clipped"] = phone.evaluate(CLIPPED_TEXT)
        for name, answer in answers.items():
            found.setdefault(name, {}).update({address: answer} if answer else {})
    return found


def told(faults: dict[str, Any]) -> str:
    """Return faults as text; nothing where all is well."""
    return json.dumps(faults, ensure_ascii=False, indent=1) if faults else ""


def test_no_page_scrolls_sideways_at_320_pixels(faults: dict[str, dict[str, Any]]) -> None:
    assert not told(faults["wider"])


def test_every_target_is_44_pixels_high_and_wide_or_stands_in_a_text(
    faults: dict[str, dict[str, Any]],
) -> None:
    assert not told(faults["small targets"])


def test_text_with_more_space_stays_whole(faults: dict[str, dict[str, Any]]) -> None:
    assert not told(faults["clipped"])


def test_every_page_reads_in_order_without_css(faults: dict[str, dict[str, Any]]) -> None:
    assert not told(faults["out of order"])


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
