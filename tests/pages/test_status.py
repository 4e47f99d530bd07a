"""The first screen of a tier says whether one may apply, as far as somebody has looked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import ApplicationRound, RoundWindow, TopicPage
from policies.vocabulary import NoticeState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

KEY_PAGE = "/zhongdian-xiaojuren/"


def answer(client: Client) -> str:
    markup = client.get(KEY_PAGE).content.decode()
    return markup.partition('<div class="answer">')[2].partition("</div>")[0]


def look(days_ago: int | None) -> str:
    """Store when somebody last looked for the next notice."""
    day = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    ApplicationRound.objects.filter(code="key-little-giant-next").update(state_checked_on=day)
    return f"{day.month}月{day.day}日" if day else ""


@pytest.mark.parametrize("days_ago", [0, 14])
def test_a_recent_look_stands_with_its_day(days_ago: int, client: Client) -> None:
    day = look(days_ago)
    said = answer(client)

    assert "现在没有申报窗口，" in said
    assert "可以先准备" in said
    assert f"{day}未见下一轮通知" in said


def test_after_two_weeks_readers_are_sent_to_the_authorities(client: Client) -> None:
    day = look(15)

    assert f"{day}，请先看工信部和本省通知" in answer(client)
    assert "未见下一轮通知" not in answer(client)


def test_where_nobody_has_looked_no_day_is_said(client: Client) -> None:
    look(None)

    assert "请先看工信部和本省通知" in answer(client)
    assert "最近一次查看" not in answer(client)


def test_an_open_window_is_said_first(client: Client) -> None:
    today = timezone.localdate()
    coming = ApplicationRound.objects.get(code="key-little-giant-next")
    coming.notice_state = NoticeState.ISSUED
    coming.save()
    RoundWindow.objects.create(
        round=coming,
        title="企业填报",
        opens_on=today,
        closes_on=today + timedelta(days=1),
        source=coming.source,
    )

    assert "正在受理，" in answer(client)


def test_the_editors_notice_stands_below_the_answer(client: Client) -> None:
    TopicPage.objects.filter(slug="zhongdian-xiaojuren").update(notice="本省**已经**摸底")

    assert "本省<strong>已经</strong>摸底" in client.get(KEY_PAGE).content.decode()
