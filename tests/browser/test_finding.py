"""Finding in headless Chromium: the script shows what the server would, only sooner."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_province_is_chosen_without_the_script(plain: Page) -> None:
    plain.goto("/regions/")
    plain.get_by_label("我在").select_option("湖北")
    plain.get_by_role("button", name="查奖励").click()
    expect(plain.get_by_role("row", name="武汉")).to_contain_text("50万元")
    plain.get_by_role("link", name="湖北", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("湖北")


def test_the_header_leads_to_a_hit_and_the_hit_to_its_place(plain: Page) -> None:
    plain.goto("/regions/")
    plain.get_by_role("link", name="搜索").click()
    plain.get_by_role("searchbox").fill("近两年研发费合计")
    plain.locator("main").get_by_role("button").click()
    plain.get_by_role("link", name="近两年研发费用合计").first.click()
    expect(plain).to_have_url(re.compile(r"/xiaojuren/#lg-rd-total$"))


def test_a_comparison_is_chosen_without_the_script(plain: Page) -> None:
    plain.goto("/compare/")
    plain.get_by_role("checkbox", name="重点小巨人").uncheck()
    plain.get_by_label("加上旧标准").check()
    plain.get_by_role("button", name="更新表格").click()
    expect(plain).to_have_url(re.compile(r"old=1"))
    expect(plain.get_by_role("checkbox", name="重点小巨人")).not_to_be_checked()
