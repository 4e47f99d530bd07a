"""Nothing typed is lost: on the way back, on reload, after the hour, by keyboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from policies.diagnosis.models import CheckedAnswers, Submission
from policies.diagnosis.vocabulary import Goal
from policies.vocabulary import CurrentTitle
from tests.browser.diagnosing import answer, begin, look, submit
from tests.diagnosis.test_answer import NEAR

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

TYPED = {"revenue_y1": "约6,200", "rd_y1": "520", "class1_ip": "3"}
DRAFT = "在这台设备上留着草稿"


def fill_in(page: Page) -> None:
    begin(page, CurrentTitle.SPECIALIZED, Goal.NEXT)
    answer(page, TYPED | {"is_sme": True})


def expect_typed(page: Page, typed: dict[str, str] = TYPED) -> None:
    for name, value in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)


def test_a_step_back_and_a_reload_find_what_was_typed(visitor: Page) -> None:
    fill_in(visitor)
    look(visitor)
    headline = visitor.get_by_role("heading", level=1)
    expect(headline).to_contain_text("小巨人：还差1项")  # a page that still loads has no reload
    visitor.reload()
    expect(headline).to_contain_text("小巨人：还差1项")
    visitor.go_back()
    expect_typed(visitor)
    expect(visitor.locator("[name=is_sme][value=true]")).to_be_checked()
    visitor.get_by_role("link", name="上一步").click()
    visitor.go_back()
    expect_typed(visitor)
    look(visitor)
    visitor.get_by_role("link", name="修改答案").click()
    expect_typed(visitor)
    visitor.reload()
    expect_typed(visitor)


def test_an_hour_later_the_numbers_are_one_step_back(visitor: Page) -> None:
    fill_in(visitor)
    look(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("小巨人：还差1项")
    for row in CheckedAnswers.objects.all():
        row.created_at -= timedelta(hours=1)
        row.save()
    visitor.reload()
    expect(visitor.get_by_role("alert")).to_contain_text("结果已过期")
    visitor.go_back()
    expect_typed(visitor)


def test_a_form_whose_cookie_expired_comes_back_filled_in(visitor: Page) -> None:
    fill_in(visitor)
    visitor.context.clear_cookies()
    look(visitor)
    expect(visitor.get_by_role("alert")).to_contain_text("页面打开太久了")
    expect_typed(visitor)
    look(visitor)
    visitor.fill("[name=message]", "请回电")
    visitor.context.clear_cookies()
    submit(visitor)
    expect_typed(visitor, TYPED | {"message": "请回电", "company_name": "襄阳某某精密"})
    visitor.get_by_role("button", name="发给顾问").click()
    expect(visitor.locator(".reference")).to_be_visible()
    assert Submission.objects.get().answers["revenue_y1"] == "6200"


def test_a_draft_stays_on_the_device_only_when_ticked(page: Page) -> None:
    questions = "/diagnosis/?now=specialized&goal=next"
    page.goto(questions)
    answer(page, TYPED)
    later = page.context.new_page()
    later.goto(questions)
    expect(later.locator("[name=revenue_y1]")).to_have_value("")
    assert later.evaluate("localStorage.length") == 0
    later.get_by_label(DRAFT).check()
    answer(later, TYPED)
    page.goto(questions)
    expect_typed(page)
    page.get_by_role("button", name="清除").click()
    expect(page.locator("[name=revenue_y1]")).to_have_value("")
    assert page.evaluate("localStorage.getItem('draft')") is None


def test_the_way_to_the_adviser_is_walked_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/diagnosis/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    press(page, "a.choice[href*=specialized]", "Enter")
    press(page, "button[value=next]", "Enter")
    press(page, "[name=title_valid]", "ArrowRight")
    press(page, "[name=revenue_y1]", "4200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("小巨人：")
    press(page, ".verdict .button", "Enter")
    for name, value in {"company_name": "A", "contact_name": "B", "wechat": "wechat_1"}.items():
        press(page, f"[name={name}]", value)
    press(page, "[name=consent]", " ")
    press(page, "button[value=submit]", "Enter")
    expect(page.locator(".reference")).to_be_visible()
    stored = Submission.objects.get()
    assert (stored.company_name, stored.answers["revenue_y1"]) == ("A", "4200")


def press(page: Page, target: str, keys: str) -> None:
    """Tab on to an element, and press a key or type a text there."""
    expect(page.locator(target).first).to_be_visible()
    for _ in range(80):
        if page.evaluate("target => document.activeElement.matches(target)", target):
            break
        page.keyboard.press("Tab")
    page.keyboard.press(keys) if keys in ("Enter", "ArrowRight", " ") else page.keyboard.type(keys)


def test_every_page_fits_the_screen_keeps_the_policy_and_prints_on_one_sheet(
    page: Page, complaints: list[str]
) -> None:
    assert too_narrow_screens(page, "/diagnosis/") == []
    begin(page, CurrentTitle.SPECIALIZED, Goal.NEXT)
    answer(page, NEAR)
    assert too_narrow_screens(page) == []
    look(page)
    assert too_narrow_screens(page) == []
    assert sheets(page) == 1
    submit(page)
    expect(page.locator(".reference")).to_be_visible()
    assert too_narrow_screens(page) == []
    assert sheets(page) == 1
    for path in ("/diagnosis/contact/", "/diagnosis/worksheet/", "/diagnosis/delete/"):
        assert too_narrow_screens(page, path) == [], path
    assert complaints == []


def too_narrow_screens(page: Page, path: str = "") -> list[int]:
    """Return the widths of screens that a page does not fit into, unfolded; else as it stands."""
    if path:
        page.goto(path)
    found = []
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


def sheets(page: Page) -> int:
    """Return on how many sheets of A4 a page prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
