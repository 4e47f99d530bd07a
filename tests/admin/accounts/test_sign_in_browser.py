"""Signing in with a real browser: setting up a second factor, its codes, and the lock-out."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.admin.accounts.signing_in import DESK, PASSWORD, code_of

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH_OF_A_TELEPHONE = 360


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    """Require a second factor."""
    settings.REQUIRE_SECOND_FACTOR = True


def give_password(page: Page, password: str = PASSWORD) -> None:
    page.goto(DESK)
    page.get_by_label("用户名").fill("zhangsan")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def give_code(page: Page, code: str, button: str = "登录") -> None:
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name=button, exact=True).click()


def set_up(page: Page) -> tuple[str, str]:
    """Set up a second factor; return its secret and a recovery code."""
    give_password(page)
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    secret = page.locator(".secret").inner_text().strip()
    give_code(page, code_of(secret), "完成设置")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    return secret, page.locator(".recovery-codes code").first.inner_text()


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH_OF_A_TELEPHONE


def test_the_first_sign_in_sets_up_a_second_factor_on_a_telephone(
    page: Page, editor: User, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": WIDTH_OF_A_TELEPHONE, "height": 740})
    page.goto(DESK)
    assert_fits(page)
    give_password(page)
    drawn = page.locator(".qr-code svg path").bounding_box()
    assert drawn is not None
    assert drawn["width"] > 100
    assert_fits(page)
    secret = page.locator(".secret").inner_text().strip()
    give_code(page, code_of(secret), "完成设置")
    assert_fits(page)
    page.get_by_role("link", name="进入编辑台").click()
    expect(page.get_by_role("link", name="新地方奖励")).to_be_visible()
    assert_fits(page)
    assert complaints == []


def test_later_sign_ins_ask_for_a_code_or_a_recovery_code(
    page: Page, browser: Browser, live_server: LiveServer, editor: User
) -> None:
    secret, recovery_code = set_up(page)
    for code in (code_of(secret), recovery_code):
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        other = context.new_page()
        give_password(other)
        give_code(other, code)
        expect(other.get_by_role("heading", name="待办")).to_be_visible()
        context.close()


def test_five_wrong_passwords_lock_the_account(page: Page, editor: User) -> None:
    for _ in range(5):
        give_password(page, "wrong")
    expect(page.get_by_role("heading", name="暂时不能登录")).to_be_visible()
    give_password(page)
    expect(page.get_by_text("请30分钟后再试")).to_be_visible()
