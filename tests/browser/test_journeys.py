"""Whole journeys in headless Chromium: reading, diagnosing, submitting, and the mail at the end."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.diagnosis.vocabulary import Goal
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary import CurrentTitle
from tests.browser.diagnosing import answer, begin, look, submit
from tests.factories import CONTACT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FROM_MEMORY = {
    "title_valid": True, "revenue_y1": "６２００", "revenue_y2": "5,800万", "revenue_y3": "0.57亿",
    "rd_y1": "500", "rd_y2": "420", "debt_ratio": "58.3%", "class1_ip": "3",
    "national_award": False,
}  # fmt: skip


@pytest.mark.once
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
    visitor: Page, set_clock: Callable[[datetime], None]
) -> None:
    set_clock(datetime(2026, 11, 24, 10))
    begin(visitor, CurrentTitle.SPECIALIZED, Goal.NEXT)
    answer(visitor, FROM_MEMORY)
    look(visitor)
    headline = visitor.get_by_role("heading", level=1)
    expect(headline).to_contain_text("小巨人：还差3项：研发差280万元、Ⅰ类差1项")
    assert Submission.objects.count() == 0

    visitor.get_by_role("link", name="修改答案").click()
    expect(visitor.locator("[name=revenue_y1]")).to_have_value("６２００")
    answer(visitor, {"rd_y1": "780"})
    look(visitor)
    expect(headline).to_contain_text("小巨人：还差2项：Ⅰ类差1项")

    visitor.get_by_text("再多说一点").click()
    visitor.fill("[name=main_product]", "高压共轨阀组件")
    visitor.fill("[name=message]", "Ⅰ类差一项，能用奖项替代吗？")
    visitor.get_by_role("button", name="发给顾问").click()
    expect(visitor.get_by_text("请先阅读说明并勾选同意").first).to_be_visible()
    submit(visitor)

    submission = Submission.objects.get()
    expect(visitor.locator(".reference")).to_have_text(submission.reference)
    assert "6200" not in visitor.url
    call_command("deliver", "--once")
    [message] = mail.outbox
    assert message.subject == (
        f"湖北·襄阳某某精密｜小巨人差2项｜Ⅰ类差1项、2026年营收差84.25万｜{submission.reference}"
    )
    assert [line.partition("：")[0] for line in message.body.splitlines()[:6]] == [
        "结论", "卡点", "产品/地区/口径", "联系方式与原话", "先问什么", "处理",
    ]  # fmt: skip
    assert "高压共轨阀组件；湖北；未说明数字来源；2027年申报，按现行办法预估" in message.body
    assert "张三 13800138000；原话：Ⅰ类差一项，能用奖项替代吗？" in message.body


def test_two_tabs_hold_two_enterprises(page: Page) -> None:
    other = page.context.new_page()
    begin(page, CurrentTitle.SPECIALIZED, Goal.NEXT)
    answer(page, {"revenue_y1": "6200"})
    begin(other, CurrentTitle.LITTLE_GIANT, Goal.KEY)
    answer(other, {"plan_investment": "2500"})
    look(other)
    page.bring_to_front()  # a browser hardly draws what lies behind
    look(page)
    submit(page, company_name="甲精密")
    other.bring_to_front()
    submit(other, company_name="乙软件")
    expect(other.locator(".reference")).to_be_visible()
    stored = dict(Submission.objects.values_list("company_name", "answers"))
    assert {name: answers["revenue_y1"] for name, answers in stored.items()} == {
        "甲精密": "6200",
        "乙软件": None,
    }


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
