"""An adviser's way in a real browser: from the link in the mail to a closed case."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from policies.diagnosis.delivery.messages import admin_url
from policies.diagnosis.models import AccessRecord, MailboxTask, Submission
from policies.diagnosis.vocabulary import CaseStatus
from tests.admin.cases.staff import adviser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


def log_in(page: Page, username: str) -> None:
    page.fill("[name=login]", username)
    page.fill("[name=password]", username)
    page.get_by_role("button", name="登录").click()


def work_through(page: Page, case: Submission) -> None:
    """Follow the link of the mail, contact, hand over and close."""
    page.goto("/" + admin_url(case).partition("://")[2].partition("/")[2])
    log_in(page, "zhangsan")
    expect(page.get_by_role("heading", name=case.company_name)).to_be_visible()
    page.fill("[name=note]", "约了周五上门")
    page.get_by_role("button", name="已联系").click()
    notes = page.locator(".case-notes")
    expect(notes).to_contain_text("进度：新 → 已联系")
    expect(notes).to_contain_text("约了周五上门")
    page.select_option("[name=colleague]", label="李四")
    page.get_by_role("button", name="转同事").click()
    expect(notes).to_contain_text("顾问：张三 → 李四")
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(notes).to_contain_text("进度：已联系 → 已关闭")
    expect(page.get_by_role("button", name="重新打开")).to_be_visible()


@pytest.fixture
def case(submit: Callable[..., Submission]) -> Submission:
    adviser()
    adviser("lisi", "李四")
    return submit()


def test_an_adviser_goes_from_the_mail_to_a_closed_case(
    page: Page, complaints: list[str], case: Submission
) -> None:
    work_through(page, case)
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    assert AccessRecord.objects.filter(reference=case.reference).count() == 4
    assert complaints == []
    page.goto("about:blank")


def test_the_way_is_the_same_without_script_on_a_phone(
    browser: Browser, live_server: LiveServer, case: Submission
) -> None:
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    work_through(context.new_page(), case)
    context.close()


def test_an_adviser_enters_a_telephone_call_and_closes_it_as_applied(
    page: Page, complaints: list[str], case: Submission
) -> None:
    page.goto(reverse("admin:diagnosis_submission_changelist"))
    log_in(page, "zhangsan")
    page.get_by_role("link", name="新建个案").click()
    page.get_by_role("list", name="我现在是").get_by_role("link", name="专精特新").click()
    page.select_option("[name=region]", label="湖北")
    page.get_by_role("button", name="准备下一级").click()
    for name, figure in (("revenue_y1", "6200"), ("rd_y1", "520"), ("rd_y2", "410")):
        page.fill(f"[name={name}]", figure)
    page.get_by_role("button", name="看结果").click()
    answer = page.locator("#result")
    expect(answer).to_contain_text("研发差270万元")
    expect(page.locator("[name=rd_y2]")).to_have_value("410")
    page.get_by_text("电话", exact=True).first.click()
    page.fill("[name=consented_by]", "王会计")
    page.check("[name=consent]")
    page.fill("[name=company_name]", "襄阳某某轴承有限公司")
    page.get_by_role("button", name="保存为个案").click()
    expect(page.locator(".case-notes")).to_contain_text("电话；王会计于")
    page.select_option("[name=outcome]", label="已申报")
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.locator(".case-facts")).to_contain_text("结果：已申报")
    entered = Submission.objects.get(company_name="襄阳某某轴承有限公司")
    assert (entered.status, entered.outcome) == ("closed", "applied")
    assert complaints == []
    page.goto("about:blank")


def test_lists_are_filtered_and_exported_in_the_browser(
    page: Page, complaints: list[str], case: Submission
) -> None:
    MailboxTask.objects.create(reference="ACDEFGHJ")
    page.goto(reverse("admin:diagnosis_submission_changelist"))
    log_in(page, "zhangsan")
    page.get_by_role("navigation", name="按进度看").get_by_role("link", name="未分配").click()
    expect(page).to_have_url(re.compile("adviser=nobody"))
    for kind, ending in (("Excel", "xlsx"), ("CSV", "csv")):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        assert download.value.suggested_filename.endswith(ending)
    page.goto(reverse("admin:diagnosis_mailboxtask_changelist"))
    page.get_by_role("button", name="已删除").click()
    expect(page.get_by_text("编号ACDEFGHJ的邮件已删除")).to_be_visible()
    assert complaints == []
    page.goto("about:blank")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_of_the_desk_is_wider_than_the_screen(
    page: Page, case: Submission, width: int
) -> None:
    Submission.objects.update(company_name="长" * 100, message="W" * 1000)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("admin:diagnosis_submission_change", args=[case.pk]))
    log_in(page, "zhangsan")
    for url in (page.url, reverse("admin:diagnosis_submission_changelist")):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto("about:blank")
