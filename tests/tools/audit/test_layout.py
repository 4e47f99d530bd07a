"""Every page in every state fits small screens and large text, and fingers hit what they mean."""

import pytest
from playwright.sync_api import Page

from tests.tools.audit.conftest import SITE
from tests.tools.audit.states import TOPIC
from tests.tools.audit.walk import Faults, told

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_no_page_scrolls_sideways_at_320_pixels(faults: Faults) -> None:
    assert not told(faults["wider"])


def test_every_target_is_44_pixels_high_and_wide_or_stands_in_a_text(faults: Faults) -> None:
    assert not told(faults["small targets"])


def test_text_with_more_space_stays_whole(faults: Faults) -> None:
    assert not told(faults["clipped"])


def test_every_page_reads_in_order_without_css(faults: Faults) -> None:
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
