"""今天查过，没有: one button tells readers on which day the notices were looked for."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.admin.awaited_rounds import awaited_rounds
from policies.models import ApplicationRound

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TOPIC = "/zhongdian-xiaojuren/"


def look_back(days: int) -> date:
    day = timezone.localdate() - timedelta(days=days)
    ApplicationRound.objects.update(state_checked_on=day)
    return day


def test_one_button_notes_the_day_and_readers_see_it(
    seeded: None, admin_client: Client, client: Client
) -> None:
    look_back(15)
    assert "最近一次查看" in client.get(TOPIC).content.decode()
    front = admin_client.get(reverse("admin:index")).content.decode()
    assert "该查一查有没有新通知了" in front
    assert "今天查过，没有" in front

    page = admin_client.post(reverse("admin:looked-today"), follow=True).content.decode()

    today = timezone.localdate()
    assert {row.state_checked_on for row in awaited_rounds(today)} == {today}
    assert "该查一查" not in page
    assert f"截至{today.month}月{today.day}日未见" in client.get(TOPIC).content.decode()


@pytest.mark.parametrize(("days", "is_due"), [(7, False), (8, True)])
def test_the_desk_reminds_after_a_week(
    seeded: None, admin_client: Client, days: int, is_due: bool
) -> None:
    look_back(days)
    front = admin_client.get(reverse("admin:index")).content.decode()
    assert ("该查一查有没有新通知了" in front) is is_due


def test_only_who_may_change_rounds_notes_a_look(seeded: None, client: Client) -> None:
    before = look_back(15)
    client.post(reverse("admin:looked-today"))
    assert set(ApplicationRound.objects.values_list("state_checked_on", flat=True)) == {before}
