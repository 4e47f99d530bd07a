"""The trust desk in a real browser: one click for a document, by mouse or by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from policies.models import Criterion

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STANDARD = "miit-2026-2"


def unchecked(desk: Page) -> int:
    """Return the count on the link to all facts that are not yet checked."""
    link = desk.get_by_role("link", name=re.compile("^未核原文"))
    return int(link.locator("strong").inner_text())


def sweep(desk: Page) -> Locator:
    """Return the button that checks all facts of the standard."""
    return desk.locator(f"#{STANDARD}").get_by_role("button", name=re.compile("本文件下"))


def test_one_click_checks_a_document_and_readers_see_when(
    desk: Page, complaints: list[str]
) -> None:
    desk.goto("/admin/verification/")
    before = unchecked(desk)
    waiting = int("".join(filter(str.isdigit, sweep(desk).inner_text())))
    sweep(desk).click()
    expect(desk.locator(".messagelist .success")).to_contain_text(f"{waiting}条已核原文")
    expect(desk.locator(f"#{STANDARD}")).to_contain_text("全部已核")
    assert unchecked(desk) == before - waiting

    desk.goto("/xiaojuren/")
    expect(desk.locator("#notes").get_by_text("核验于").first).to_be_visible()
    assert complaints == []


def test_a_mistaken_click_is_undone_where_the_message_leads(desk: Page) -> None:
    desk.goto("/admin/verification/")
    before = unchecked(desk)
    sweep(desk).click()
    desk.get_by_role("link", name="查看或撤销").click()
    desk.get_by_role("button", name=re.compile("^撤销我")).click()
    expect(desk.locator(".messagelist .success")).to_contain_text("已全部撤销")
    assert unchecked(desk) == before


def test_return_in_a_date_presses_no_button_but_on_a_button_does(desk: Page) -> None:
    desk.goto(f"/admin/verification/?document={STANDARD}")
    desk.get_by_label("核对日期").press("Enter")
    assert not Criterion.objects.filter(trust_state="checked").exists()
    desk.get_by_role("button", name=re.compile("^已核原文：")).first.press("Enter")
    expect(desk.locator(".messagelist .success")).to_contain_text("已核原文")


def test_a_fact_opens_at_its_basis_in_its_folded_row(desk: Page) -> None:
    desk.goto(f"/admin/verification/?document={STANDARD}")
    row = desk.locator(".trust-facts > li", has_text="专题页章节").first
    row.get_by_role("link").first.click()
    field = desk.locator(f"[id='{desk.url.partition('#')[2]}']")
    expect(field).to_be_visible()
    expect(field).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("address", ["", "?show=all", "disputes/"])
def test_nothing_reaches_beyond_the_screen(desk: Page, width: int, address: str) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(f"/admin/verification/{address}")
    assert desk.evaluate("document.documentElement.scrollWidth") == width
