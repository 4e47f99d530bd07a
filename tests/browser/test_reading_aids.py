"""What the script adds to the pages, and that nothing of it is missed without the script."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

TOPIC = "/zhongdian-xiaojuren/"
TEXT_SIZE = "parseFloat(getComputedStyle(document.body).fontSize)"


def test_larger_text_is_remembered_on_every_page_until_it_is_taken_back(
    page: Page, complaints: list[str]
) -> None:
    page.goto("/glossary/")
    usual = page.evaluate(TEXT_SIZE)
    page.get_by_role("button", name="大字", pressed=False).click()
    page.goto(TOPIC)
    assert page.evaluate(TEXT_SIZE) > 1.1 * usual
    page.get_by_role("button", name="大字", pressed=True).click()
    page.reload()
    assert page.evaluate(TEXT_SIZE) == usual
    assert complaints == []


def test_the_contents_mark_the_section_that_is_read(page: Page) -> None:
    page.goto(TOPIC)
    page.evaluate("document.getElementById('support').scrollIntoView()")
    marked = page.locator(".contents [aria-current=true]")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("href", "#support")


def test_without_the_script_nothing_is_offered_that_would_not_work(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(TOPIC)
    expect(page.get_by_role("button", name="大字")).to_have_count(0)
    page.locator(".mark").first.click()
    expect(page.locator("#note-1")).to_be_in_viewport()
    context.close()
