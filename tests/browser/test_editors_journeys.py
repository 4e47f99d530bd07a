"""Editors at work in a real browser, from a draft to what readers see and back."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from policies.models import Criterion, Edition, ErrorReport, RegionalTopUp, RuleSet, Tier
from policies.vocabulary.formats import date_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "首次认定奖励（旅程）"


def member(name: str, group: str) -> User:
    user = User.objects.create_user(name, is_staff=True, last_name=name)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def desk_of(
    browser: Browser, live_server: LiveServer, seeded: None
) -> Iterator[Callable[[str], Page]]:
    """Return a function that opens the desk for a new editor in a browser of their own."""
    contexts = []

    def open_desk(name: str) -> Page:
        client = Client()
        client.force_login(member(name, "编辑"))
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        contexts.append(context)
        return context.new_page()

    yield open_desk
    for context in contexts:
        context.close()


def save(page: Page, reason: str) -> None:
    page.fill("#id_change_reason", reason)
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def readers_see(page: Page, text: str) -> bool:
    page.goto("/regions/hubei/")
    return text in page.content()


def test_a_top_up_goes_from_draft_to_readers_and_back(desk_of: Callable[[str], Page]) -> None:
    editor, reader = desk_of("王编辑"), desk_of("读者")
    reader.context.clear_cookies()

    editor.goto(reverse("admin:wizard-top-up"))
    editor.select_option("#id_region", label="湖北")
    editor.select_option("#id_tier", str(Tier.objects.get(code="little_giant").pk))
    editor.fill("#id_title", TITLE)
    editor.fill("#id_amount", "30")
    editor.fill("#id_new_title", "湖北省若干措施")
    editor.fill("#id_reason", "新文件")
    editor.click("input[type=submit][value=发布]")
    expect(editor.locator(".messagelist .success")).to_be_visible()
    top_up = RegionalTopUp.objects.get(title=TITLE)
    assert readers_see(reader, TITLE)

    # Draft: readers no longer see it, the secret link does.
    editor.select_option("#id_publication", "draft")
    save(editor, "先收回来核对")
    assert not readers_see(reader, TITLE)
    preview = editor.get_by_role("link", name="预览", exact=True).get_attribute("href")
    assert preview is not None
    reader.goto(preview)
    expect(reader.get_by_text("请勿转发")).to_be_visible()
    assert TITLE in reader.content()

    # Scheduled: it comes at its moment, with its note in the feed.
    at = timezone.localtime() + timedelta(seconds=15)
    editor.select_option("#id_publication", "scheduled")
    editor.fill("#id_publish_at_0", f"{at:%Y-%m-%d}")
    editor.fill("#id_publish_at_1", f"{at:%H:%M:%S}")
    editor.fill("#id_amount_max", "350000")
    editor.fill("#id_note_for_readers", "湖北新增首次认定奖励")
    save(editor, "定时公开")
    assert timezone.localtime() < at, "the machine was too slow to see it unpublished"
    assert not readers_see(reader, TITLE)
    reader.wait_for_timeout(max((at - timezone.localtime()).total_seconds(), 0) * 1000 + 200)
    assert readers_see(reader, TITLE)
    assert readers_see(reader, "35万元")
    assert "湖北新增首次认定奖励" in reader.request.get("/updates/feed.atom").text()

    # Compared and restored.
    editor.goto(reverse("admin:policies_regionaltopup_history", args=[top_up.pk]))
    expect(editor.get_by_text("先收回来核对")).to_be_visible()
    editor.get_by_role("button", name=re.compile("比较")).click()
    expect(editor.locator(".compared")).to_contain_text("350000")
    oldest = editor.get_by_role("link", name=re.compile("恢复")).last
    oldest.click()
    editor.fill("[name=change_reason]", "数额写错了")
    editor.get_by_role("button", name=re.compile("恢复")).click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
    top_up.refresh_from_db()
    assert top_up.amount_max == 300000
    assert readers_see(reader, "30万元")


def test_two_editors_clash_and_nothing_is_lost(desk_of: Callable[[str], Page]) -> None:
    first, second = desk_of("王编辑"), desk_of("李编辑")
    criterion = Criterion.objects.get(code="lg-revenue")
    page = reverse("admin:policies_criterion_change", args=[criterion.pk])
    for desk in (first, second):
        desk.goto(page)
    first.fill("#id_wording", "王编辑的说法")
    save(first, "换个说法")

    second.fill("#id_caveat", "李编辑加的话")
    second.fill("#id_change_reason", "补充")
    second.locator("[name=_continue]").first.click()
    clash = second.locator(".clash")
    expect(clash).to_contain_text("王编辑")
    expect(clash).to_contain_text("王编辑的说法")
    expect(second.locator("#id_caveat")).to_have_value("李编辑加的话")
    criterion.refresh_from_db()
    assert (criterion.wording, criterion.caveat != "李编辑加的话") == ("王编辑的说法", True)


class Clicks:
    """The way of an editor, in which every click and every choice from a list counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, role: Literal["link", "button"], name: str) -> None:
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def choose(self, field: str, label: str) -> None:
        self.count += 1
        self.page.select_option(f"#id_{field}", label=label)

    def type(self, **texts: str) -> None:
        for field, text in texts.items():
            self.page.fill(f"#id_{field}", text)


DOCUMENT = {"new_title": "新文件", "new_url": "https://www.example.gov.cn/1.html"}


def test_a_reported_figure_is_corrected_in_five_clicks(desk_of: Callable[[str], Page]) -> None:
    way = Clicks(desk_of("王编辑"))
    top_up = RegionalTopUp.objects.get(code="guangzhou-little-giant")
    report = ErrorReport(kind="regionaltopup", row_id=top_up.pk, shown="100万元", text="应为90万元")
    report.save()
    way.page.goto(report.get_admin_url())  # the link in the mail
    way.count += 1
    way.type(amount_max="900000", change_reason="读者指出")
    way.click("button", "保存并继续编辑")
    way.click("link", "在网站上查看")
    expect(way.page.get_by_text("90万元").first).to_be_visible()
    assert way.count <= 5


def test_a_new_top_up_takes_five_clicks(desk_of: Callable[[str], Page]) -> None:
    way = Clicks(desk_of("王编辑"))
    way.page.goto(reverse("admin:index"))
    way.click("link", "新地方奖励")
    way.choose("region", "湖北")
    way.choose("tier", "小巨人")
    way.type(title=TITLE, amount="30", reason="新文件", **DOCUMENT)
    way.click("button", "发布")
    way.click("link", "在网站上查看")
    expect(way.page.get_by_text(TITLE).first).to_be_visible()
    assert way.count <= 5


def test_a_change_of_policy_takes_eight_clicks(desk_of: Callable[[str], Page]) -> None:
    way = Clicks(desk_of("王编辑"))
    way.page.goto(reverse("admin:index"))
    way.click("link", "政策变动")
    former = RuleSet.objects.get(code="little-giant-2026")
    way.choose("former", str(former))
    tomorrow = timezone.localdate() + timedelta(days=1)
    way.type(effective_from=tomorrow.isoformat(), title="新标准", reason="部里修订", **DOCUMENT)
    way.click("button", "下一步：改门槛")
    way.page.get_by_label("近两年研发费用合计（万元）").fill("1500")
    way.click("button", "存草稿并检查")
    way.click("link", f"预览{date_text(tomorrow)}的页面")
    expect(way.page.get_by_text("1500万元").first).to_be_visible()
    way.page.go_back()
    way.type(reason="核对过了")
    way.click("button", "发布")
    expect(way.page.locator(".messagelist .success")).to_be_visible()
    on_its_day = RuleSet.objects.in_edition(Edition.on(tomorrow)).filter(title="新标准")
    assert [row.former for row in on_its_day] == [former]
    assert way.count <= 8


def test_a_new_round_takes_twelve_clicks(desk_of: Callable[[str], Page]) -> None:
    way = Clicks(desk_of("王编辑"))
    way.page.goto(reverse("admin:index"))
    way.click("link", "新批次")
    way.choose("tier", "小巨人")
    way.choose("notice_state", "已发通知")
    way.type(application_year="2027", batch_name="第九批", last_accounting_year="2026")
    way.type(window1_title="企业填报", window1_opens_on="2027-04-01", reason="通知已发", **DOCUMENT)
    way.click("button", "发布")
    way.click("link", "在网站上查看")
    expect(way.page.get_by_text("第九批").first).to_be_visible()
    assert way.count <= 12
