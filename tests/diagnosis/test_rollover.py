"""What was asked before midnight, New Year, a notice or new rules is judged as it was asked."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from policies.diagnosis.models import Submission
from policies.models import ApplicationRound, Condition, RuleSet, SourceDocument
from policies.models.copying import copy_rule_set
from policies.models.rounds import AccountingPeriod
from policies.vocabulary import NoticeState, PublicationState
from tests.pages.test_owner_facts import visible_text

URL = "/diagnosis/"
OPENED = {"now": "specialized", "goal": "next"}

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("closed_round")]


@pytest.fixture
def clock(set_clock: Callable[[datetime], None]) -> Callable[[str], None]:
    """Return a function that stops the clock at a moment as text."""
    return lambda moment: set_clock(datetime.fromisoformat(moment))


def asked(client: Client) -> dict[str, str]:
    """Open the questions, and return what the page carries to its post."""
    page = client.get(URL, OPENED).content.decode()
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def told(client: Client, carried: dict[str, str], **answers: Any) -> str:
    response = client.post(URL, carried | {"revenue_y1": "4000"} | answers, follow=True)
    return visible_text(response.content.decode())


def test_a_page_of_before_the_deadline_is_judged_by_its_years(
    client: Client, clock: Callable[[str], None]
) -> None:
    clock("2026-06-30 23:50")
    carried = asked(client)
    clock("2026-07-01 00:05")
    text = told(client, carried)
    assert "2025年营业收入4000万元" in text
    assert "这张表打开时按2026年申报提问" in text
    assert "现在按2027年申报提问" in text
    assert "2026年（预计）" not in text
    contact = {"company_name": "某某精密", "contact_name": "张三", "phone": "13800138000"}
    told(client, carried | contact, action="submit", consent="on")
    assert Submission.objects.get().period == AccountingPeriod(2026, 2025)


def test_a_year_that_ended_meanwhile_is_told(client: Client, clock: Callable[[str], None]) -> None:
    clock("2026-12-31 23:50")
    carried = asked(client)
    assert carried["period"] == "2027-2026-1-1"
    clock("2027-01-01 00:05")
    text = told(client, carried)
    assert "2026年（预计）营业收入4000万元" in text
    assert "2026年已经结束" in text
    assert "这张表打开时" not in text
    assert "2026年营业收入4000万元" in told(client, asked(client))


@pytest.mark.parametrize("year", [2028, 2029])
def test_each_new_year_asks_for_itself_though_no_round_is_stored(
    client: Client, clock: Callable[[str], None], year: int
) -> None:
    clock(f"{year - 1}-12-31 23:50")
    carried = asked(client)
    clock(f"{year}-01-01 00:05")
    assert asked(client)["period"] == f"{year}-{year - 1}-1-0"
    text = told(client, carried)
    assert f"现在按{year}年申报提问" in text
    assert f"{year - 2}年营业收入4000万元" in text


def test_a_notice_that_was_issued_meanwhile_is_told(
    client: Client,
    clock: Callable[[str], None],
    closed_round: ApplicationRound,
    source: SourceDocument,
) -> None:
    clock("2027-03-01 09:00")
    carried = asked(client)
    ApplicationRound.objects.create(
        tier=closed_round.tier,
        code="next",
        application_year=2027,
        batch_name="第九批",
        notice_state=NoticeState.ISSUED,
        last_accounting_year=2026,
        source=source,
    )
    text = told(client, carried)
    assert "2027年申报通知已经发布" in text
    assert "这张表打开时" not in text


def test_rules_that_were_published_meanwhile_decide_and_are_named(
    client: Client, clock: Callable[[str], None]
) -> None:
    clock("2027-03-01 09:00")
    carried = asked(client)
    today = RuleSet.objects.get(code="little-giant-2026")
    new = copy_rule_set(
        today,
        code="little-giant-2027",
        title="2027年条件",
        effective_from=date(2027, 3, 1),
        source=today.source,
    )
    new.publication = PublicationState.PUBLISHED
    new.save()
    changed = Condition.objects.filter(
        criterion__group__rule_set=new, criterion__code="lg-rd-total"
    )
    changed.update(threshold=1500)
    text = told(client, carried, rd_y1="900", rd_y2="450")
    assert "研发差150万元" in text
    assert "2027年3月1日起" in text
