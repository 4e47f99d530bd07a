"""Twelve companies on a phone: what each is told, and what the adviser reads of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from policies.diagnosis.models import Submission
from policies.diagnosis.vocabulary import Goal
from policies.vocabulary import CurrentTitle
from tests.browser.diagnosing import PHONE, answer, begin, in_force, look, submit
from tests.diagnosis.test_answer import COMPANIES, KEY_MET, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

TO_ADVISER = 600  # pixels from the headline at most
# What the subject says between the enterprise and the reference, and what is asked first.
MAILS = {
    "near 小巨人": (
        "小巨人差3项｜研发差270万、Ⅰ类差1项、2026年营收差84.25万",
        "Ⅰ类差1项；国家级科技奖励前三，有没有？",
    ),
    "valid 小巨人 for 重点": (
        "重点小巨人1项未达｜计划投资1800万，须超2000万",
        "计划投资1800万元，须超过2000万元：数字核对过吗？",
    ),
    "复核 due": (
        "小巨人复核差1项（旧标准参考）｜负债率高出2个百分点",
        "负债率高出2个百分点：数字核对过吗？",
    ),
    "holder of 重点": ("小巨人复核5项未填（旧标准参考）", "从事特定细分市场年限（截至2026年末）？"),
    "software firm": ("小巨人差1项｜Ⅰ类差4项", "Ⅰ类差4项；国家级科技奖励前三，有没有？"),
    "over SME size": ("小巨人不适用｜超过中小企业划型标准", "超过中小企业划型标准，属实吗？"),
    "listed": ("重点小巨人不适用｜已公开发行股票上市", "已公开发行股票上市，属实吗？"),
    "award holder": ("小巨人15项未填", "符合中小企业划型标准？"),
    "start-up": (
        "省级专精特新差3项｜前置称号不符、细分市场年限差2年、营收规模差1200万",
        "营收规模差1200万元；近两年（2025、2026年）股权投资，有没有？",
    ),
    "revenue only": ("小巨人16项未填", "符合中小企业划型标准？"),
    "no title aiming at 小巨人": (
        "省级专精特新差1项｜前置称号不符",
        "前置称号不符：具体是什么情形？",
    ),
    "expired title": ("小巨人差1项｜前置称号不符", "前置称号不符：具体是什么情形？"),
}


@pytest.fixture
def phone(page: Page, set_clock: Callable[[datetime], None]) -> Page:
    """A phone on the day of the companies."""
    set_clock(datetime(TODAY.year, TODAY.month, TODAY.day, 12))
    page.set_viewport_size(PHONE)
    return page


@pytest.mark.parametrize("company", COMPANIES)
def test_a_company_is_told_where_it_stands_and_so_is_the_adviser(company: str, phone: Page) -> None:
    (title, goal, answers), headline, gaps, first_step = COMPANIES[company]
    begin(phone, title, goal)
    answer(phone, in_force(title, answers))
    look(phone)
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_have_text(headline)
    expect(phone.locator("#gap .gap")).to_have_count(len(gaps))
    expect(phone.locator("#next .next b").first).to_have_text(first_step)
    expect(phone.locator("#next")).to_contain_text("湖北省经济和信息化厅")
    assert top_of(phone.locator(".verdict .button").first) - top_of(heading) <= TO_ADVISER

    submit(phone)
    expect(heading).to_have_text("已经发给顾问")
    expect(phone.locator("#kept")).to_contain_text(headline)
    call_command("deliver", "--once")
    [message] = mail.outbox
    verdict, question = MAILS[company]
    reference = Submission.objects.get().reference
    assert message.subject == f"湖北·襄阳某某精密｜{verdict}｜{reference}"
    conclusion, missing, place, contact, ask_first = message.body.splitlines()[:5]
    assert conclusion.startswith(f"结论：{headline}。")
    assert missing.startswith("卡点：")
    assert place == "产品/地区/口径：未填主导产品；湖北；未说明数字来源；2027年申报，按现行办法预估"
    assert contact == "联系方式与原话：张三 13800138000；没有留言"
    assert ask_first.startswith(f"先问什么：{question}")
    assert ask_first.endswith("请在2026年12月2日前联系")


def test_a_valid_little_giant_reaches_the_whole_verdict_with_eight_answers(phone: Page) -> None:
    begin(phone, CurrentTitle.LITTLE_GIANT, Goal.KEY)
    questions = phone.locator("form.questions > .question:not(.question-beside)")
    assert questions.count() <= 8
    answer(phone, KEY_MET | {"title_valid": True, "plan_investment": 2500})
    look(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "重点小巨人的基本条件：数值条件均达到"
    )
    expect(phone.locator(".legend .open")).to_have_count(0)


def top_of(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]
