"""The front page of the desk: what waits, for whom, in a fixed number of queries."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.admin.dashboard import WIZARDS, dashboard_for, recent_changes, waiting
from policies.models import ErrorReport, Material, RegionalTopUp, SupportMeasure, Term, history
from policies.vocabulary import PublicationState
from tests.admin.addresses import store_rows
from tests.admin.cases.staff import client_of, member_of_staff

DESK = "/admin/"
TAGS = re.compile(r"<[^>]+>|\s+")

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def editor() -> User:
    return member_of_staff("编辑")


def front_page(client: Client) -> str:
    """Return the text of the front page."""
    return TAGS.sub(" ", client.get(DESK).content.decode().split("<main")[1])


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("编辑", ["改错", "新地方奖励", "政策变动", "新批次", "待办", "最近改动"]),
        ("审核", ["待办", "最近改动"]),
        ("顾问", ["邮件："]),
        ("管理员", ["改错", "新地方奖励", "政策变动", "新批次", "邮件：", "待办", "最近改动"]),
        ("无", []),
    ],
)
def test_each_group_sees_what_it_works_on(group: str, headings: list[str]) -> None:
    page = front_page(client_of(member_of_staff(group)))
    every = ("改错", "新地方奖励", "政策变动", "新批次", "邮件：", "待办", "最近改动")
    assert [heading for heading in every if f" {heading}" in page] == headings


def test_every_way_in_leads_somewhere(editor: User) -> None:
    client = client_of(editor)
    ways = dashboard_for(editor)["wizards"]
    assert [label for _, label in ways] == [label for _, label in WIZARDS]
    assert {client.get(address).status_code for address, _ in ways} == {200}


def test_due_reviews_are_counted_over_all_kinds() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Term.objects.filter(pk=Term.objects.all()[0].pk).update(review_by=yesterday)
    SupportMeasure.objects.update(review_by=yesterday)
    assert waiting()["due_reviews"] == 1 + SupportMeasure.objects.count()


def test_drafts_are_counted_by_kind_each_with_its_list(editor: User) -> None:
    Term.objects.filter(pk__in=[t.pk for t in Term.objects.all()[:2]]).update(
        publication=PublicationState.DRAFT
    )
    seeded = RegionalTopUp.objects.filter(publication=PublicationState.DRAFT).count()
    found = waiting()
    counts = {row["kind"]: row["count"] for row in found["drafts"]}
    assert counts == {"术语": 2, "地方配套": seeded}
    assert found["draft_count"] == 2 + seeded
    [terms] = [row for row in found["drafts"] if row["kind"] == "术语"]
    listed = client_of(editor).get(terms["address"]).context["cl"]
    assert listed.result_count == 2


def schedule(row: RegionalTopUp | Term, days: int) -> None:
    row.publication = PublicationState.SCHEDULED
    row.publish_at = timezone.now() + timedelta(days=days)
    row.save()


def test_what_is_scheduled_is_named_with_its_time_the_next_first() -> None:
    term, top_up = Term.objects.all()[0], RegionalTopUp.objects.all()[0]
    schedule(term, days=9)
    schedule(top_up, days=2)
    schedule(Term.objects.all()[1], days=-1)
    assert [(row["name"], row["at"]) for row in waiting()["scheduled"]] == [
        (str(top_up), top_up.publish_at),
        (str(term), term.publish_at),
    ]


def test_open_reports_are_shown_and_settled_ones_are_not(editor: User) -> None:
    for number, state in enumerate(("open", "corrected")):
        ErrorReport.objects.create(
            kind="term", row_id=1, shown=f"说法{number}", text="错", state=state
        )
    page = front_page(client_of(editor))
    assert "1 条待处理" in page
    assert "说法0" in page
    assert "说法1" not in page


def test_changes_say_who_changed_what_when_and_why(editor: User) -> None:
    first, second = Term.objects.all()[:2]
    with history.change(author=editor, reason="改了口径"):
        first.save()
        second.save()
    change = recent_changes()[0]
    assert (change["what"], change["others"], change["who"], change["why"]) == (
        str(first), 1, "张三", "改了口径",
    )  # fmt: skip
    assert change["when"].date() == timezone.now().date()
    page = front_page(client_of(editor))
    assert "改了口径" in page
    assert "张三" in page


def test_a_change_of_a_part_names_its_whole() -> None:
    material = Material.objects.all()[0]
    material.save()
    change = recent_changes()[0]
    assert (change["what"], change["others"]) == (str(material.checklist), 0)


def test_only_the_last_ten_changes_are_shown() -> None:
    term = Term.objects.all()[0]
    for _ in range(12):
        term.save()
    assert len(recent_changes()) == 10


def test_the_figures_of_cases_lead_to_their_lists() -> None:
    store_rows()
    client = client_of(member_of_staff("顾问"))
    counters = client.get(DESK).context["counters"]
    for counter in counters:
        listed = client.get(f"/admin/diagnosis/submission/?{counter.query}").context["cl"]
        assert listed.result_count == counter.count, counter.label


@pytest.fixture
def manager_client() -> Client:
    client = client_of(member_of_staff("管理员", username="wangwu"))
    client.get(DESK)  # kinds of content are known from here on
    return client


def test_the_front_page_takes_no_more_queries_however_much_there_is(
    manager_client: Client, editor: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            manager_client.get(DESK)
        return len(captured)

    schedule(Term.objects.all()[0], days=1)
    before = queries()
    store_rows()
    Term.objects.update(review_by=date(2026, 1, 1))
    for term in Term.objects.all()[1:4]:
        schedule(term, days=3)
    for top_up in RegionalTopUp.objects.all()[:3]:
        top_up.publication = PublicationState.DRAFT
        top_up.save()
    ErrorReport.objects.create(kind="term", row_id=1, shown="术语", text="错")
    assert queries() <= before <= 27
