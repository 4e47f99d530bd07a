"""Whole journeys in headless Chromium: reading, diagnosing, submitting, and the mail at the end."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary.formats import date_text
from tests.factories import CONTACT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A visitor's page on a phone, with and without JavaScript."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=request.param,
    )
    yield context.new_page()
    context.close()


def fill_from_memory(page: Page) -> None:
    page.check("[name=current_title][value=specialized]")
    page.check("[name=title_valid][value=true]")
    page.select_option("[name=region]", "420000")
    for name, value in {
        "revenue_y1": "６２００", "revenue_y2": "5,800万", "revenue_y3": "0.56亿",
        "rd_y1": "500", "rd_y2": "420", "debt_ratio": "58.3%", "class1_ip": "3",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.check("[name=national_award][value=false]")


def test_a_reader_goes_from_the_list_to_the_tier_below_compares_and_looks_up_a_province(
    visitor: Page,
) -> None:
    visitor.goto("/zhongdian-xiaojuren/")
    expect(visitor.get_by_text("现在没有申报窗口").first).to_be_visible()
    visitor.get_by_role("link", name="还不是小巨人").click()
    expect(visitor).to_have_url(re.compile(r"/xiaojuren/$"))
    open_from_menu(visitor, "四级对比")
    expect(visitor.get_by_role("rowheader", name="中央资金")).to_be_visible()
    open_from_menu(visitor, "各地奖励")
    visitor.get_by_role("link", name="湖北").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("湖北")
    expect(visitor.get_by_text("武汉市经济和信息化局").first).to_be_visible()


def open_from_menu(visitor: Page, name: str) -> None:
    if visitor.locator(".menu > summary").is_visible():
        visitor.locator(".menu > summary").click()
    visitor.get_by_role("link", name=name).locator("visible=true").first.click()


def test_an_enterprise_checks_corrects_one_figure_submits_and_the_mail_arrives(
    visitor: Page,
) -> None:
    visitor.goto("/diagnosis/")
    fill_from_memory(visitor)
    visitor.get_by_role("button", name="看结果").first.click()
    result = visitor.locator("#result")
    expect(result.locator(".headline")).to_have_text("小巨人：达标5、未达2、未答10、待专家0")
    expect(result.get_by_text("差280万元").first).to_be_visible()
    assert Submission.objects.count() == 0

    visitor.fill("[name=rd_y1]", "780")
    visitor.get_by_role("button", name="看结果").first.click()
    expect(result.locator(".headline")).to_have_text("小巨人：达标6、未达1、未答10、待专家0")

    visitor.locator("#stage-contact > summary").click()
    for name, value in {
        "company_name": "襄阳某某精密机械有限公司", "main_product": "高压共轨阀组件",
        "contact_name": "张三", "phone": "13800138000", "message": "Ⅰ类差一项，能用奖项替代吗？",
    }.items():  # fmt: skip
        visitor.fill(f"[name={name}]", value)
    visitor.get_by_role("button", name="提交，请顾问联系我").click()
    expect(visitor.get_by_text("请先阅读说明并勾选同意，再提交。").first).to_be_visible()
    visitor.check("[name=consent]")
    visitor.get_by_role("button", name="提交，请顾问联系我").click()

    submission = Submission.objects.get()
    expect(visitor.locator(".reference")).to_have_text(submission.reference)
    assert "6200" not in visitor.url
    call_command("deliver", "--once")
    [message] = mail.outbox
    assert message.subject == (
        f"湖北·襄阳某某精密机械有限公司｜小巨人差1项｜Ⅰ类差1项｜{submission.reference}"
    )
    assert message.body == expected_text(submission)


def expected_text(submission: Submission) -> str:
    """Return the mail as an adviser reads it, the years and days of today filled in."""
    period = submission.period
    last, before, first = period.accounting_years
    expected = "（预计）" if period.is_unfinished else ""
    estimate = "，按现行办法预估" if period.is_estimate else ""
    submitted = timezone.localtime(submission.created_at)
    template = (Path(__file__).parent / "mail_of_the_journey.txt").read_text()
    return template.format(
        last=f"{last}年{expected}",
        year_end=f"{last}年末{expected}",
        segment_end=f"{last}年末",
        before=f"{before}年",
        first=f"{first}年",
        period=f"{period.application_year}年申报{estimate}",
        due=date_text(submission.due_on),
        pk=submission.pk,
        reference=submission.reference,
        submitted=f"{date_text(submitted.date())} {submitted:%H:%M}",
        two_years=f"近两年（{before}、{last}年）",
    )


def test_whoever_submitted_deletes_it_with_reference_and_telephone(visitor: Page) -> None:
    submission = submit_diagnosis(
        idempotency_key="0" * 32,
        profile=Profile(),
        contact=CONTACT,
        period=AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True),
        on=date(2026, 11, 24),
    )
    visitor.goto("/diagnosis/delete/")
    visitor.get_by_label("编号").fill(submission.reference)
    visitor.get_by_label("电话、邮箱或微信号").fill(CONTACT["phone"])
    visitor.get_by_role("button", name="删除", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("已收到您的删除请求")
    call_command("deliver", "--once")
    assert not Submission.objects.exists()


def test_the_form_is_filled_and_checked_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/diagnosis/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == "revenue_y1":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("4200")
    page.keyboard.press("Enter")
    expect(page.locator("#result .headline")).to_contain_text("省级专精特新")
    expect(page.locator("[name=revenue_y1]")).to_have_value("4200")


def test_a_link_beside_a_condition_leads_to_its_question(page: Page) -> None:
    page.goto("/diagnosis/")
    fill_from_memory(page)
    page.get_by_role("button", name="看结果").first.click()
    page.locator(".verdict", has_text="近两年研发费用合计").get_by_role(
        "link", name="改这一项"
    ).first.click()
    expect(page.locator("[name=rd_y1]")).to_be_in_viewport()


def test_the_result_prints_on_one_sheet(page: Page, tmp_path: Path) -> None:
    page.goto("/diagnosis/")
    fill_from_memory(page)
    page.get_by_role("button", name="看结果").first.click()
    expect(page.locator("#result")).to_be_visible()
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_no_page_of_the_diagnosis_breaks_the_policy_of_the_browser(
    page: Page, complaints: list[str]
) -> None:
    page.goto("/diagnosis/")
    fill_from_memory(page)
    page.get_by_role("button", name="看结果").first.click()
    expect(page.locator("#result")).to_be_visible()
    page.goto("/diagnosis/worksheet/")
    assert complaints == []


@pytest.mark.once
def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    for path in (
        "/",
        "/zhongdian-xiaojuren/",
        "/xiaojuren/",
        "/compare/",
        "/regions/",
        "/sources/",
    ):
        page.goto(path)
        assert too_narrow_screens(page) == [], path
    page.goto("/diagnosis/")
    fill_from_memory(page)
    page.get_by_role("button", name="看结果").first.click()
    expect(page.locator("#result")).to_be_visible()
    assert too_narrow_screens(page) == []


def too_narrow_screens(page: Page) -> list[int]:
    """Return the widths of screens that the page as it stands does not fit into."""
    found = []
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
