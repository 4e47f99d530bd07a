"""Two editors on one page: the second sees what the first changed before anything is saved."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.db.models import Model
from django.test import Client

from policies.models import Criterion, Region, RegionalTopUp, RuleSet, TopicPage
from tests.admin.cases.staff import EDITORS, client_of, member_of_staff
from tests.admin.forms import (
    FieldReader,
    a_term,
    change_page,
    edit,
    revenue,
    saved,
)

pytestmark = pytest.mark.usefixtures("seeded")


def opened(client: Client, row: Model) -> dict[str, Any]:
    """Return the fields of a page as an editor has it open, with a reason filled in."""
    reader = FieldReader()
    reader.feed(client.get(change_page(row)).content.decode())
    fields = {name: texts for name, texts in reader.fields.items() if "__prefix__" not in name}
    return fields | {"change_reason": "第二人", "rules_checked": "yes"}


@pytest.fixture
def first(db: None) -> Client:
    return client_of(member_of_staff(EDITORS, username="lisi", name="李四"))


@pytest.fixture
def second(db: None) -> Client:
    return client_of(member_of_staff(EDITORS))


def test_the_second_save_is_refused_and_nothing_of_it_is_lost(
    first: Client, second: Client
) -> None:
    fields = opened(second, a_term())
    assert saved(edit(first, change_page(a_term()), note="李四的补充", change_reason="核对"))
    response = second.post(change_page(a_term()), fields | {"name": "我的名称"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "李四改过这一页" in page
    assert "核对" in page
    assert "李四的补充" in page
    assert 'value="我的名称"' in page
    assert 'value="第二人"' in page
    assert a_term().note == "李四的补充"
    assert a_term().name != "我的名称"


def test_saving_again_overwrites_knowingly(first: Client, second: Client) -> None:
    fields = opened(second, a_term()) | {"note": "我的补充"}
    edit(first, change_page(a_term()), note="李四的补充")
    refused = second.post(change_page(a_term()), fields)
    reader = FieldReader()
    reader.feed(refused.content.decode())
    assert saved(second.post(change_page(a_term()), reader.fields))
    assert a_term().note == "我的补充"


def test_a_third_change_in_between_is_shown_again(first: Client, second: Client) -> None:
    fields = opened(second, a_term()) | {"note": "我的补充"}
    edit(first, change_page(a_term()), note="第一次")
    reader = FieldReader()
    reader.feed(second.post(change_page(a_term()), fields).content.decode())
    edit(first, change_page(a_term()), note="第二次")
    assert second.post(change_page(a_term()), reader.fields).status_code == 409
    assert a_term().note == "第二次"


def test_a_page_without_its_revision_is_not_saved(second: Client) -> None:
    fields = opened(second, a_term()) | {"note": "我的补充"}
    del fields["opened_revision"]
    assert second.post(change_page(a_term()), fields).status_code == 409


def change_threshold() -> Model:
    condition = revenue().conditions.get(metric="revenue_y1")
    condition.threshold = Decimal(6000)
    condition.save()
    return revenue()


def change_section() -> Model:
    page = TopicPage.objects.all()[0]
    page.sections.update(title="改了")
    return page


def change_top_up_elsewhere() -> Model:
    top_up = RegionalTopUp.objects.all()[0]
    RegionalTopUp.objects.filter(pk=top_up.pk).update(title="改了")
    return top_up.region


def change_rule_set() -> Model:
    former = RuleSet.objects.get(code="little-giant-2026")
    former.title = "改了"
    former.save()
    return former


@pytest.mark.parametrize(
    ("row", "change", "shown"),
    [
        (revenue, change_threshold, "不低于6000万元"),
        (lambda: TopicPage.objects.all()[0], change_section, "改了"),
        (lambda: RegionalTopUp.objects.all()[0].region, change_top_up_elsewhere, "改了"),
        (
            lambda: RuleSet.objects.get(code="little-giant-2026"),
            change_rule_set,
            "改了",
        ),
    ],
    ids=["a condition", "a section", "a fact with a page of its own", "the row itself"],
)
def test_a_change_of_whatever_the_page_shows_counts(
    second: Client, row: Callable[[], Model], change: Callable[[], Model], shown: str
) -> None:
    fields = opened(second, row())
    change()
    response = second.post(change_page(row()), fields)
    assert response.status_code == 409
    assert shown in response.content.decode()


def test_a_row_that_another_removed_cannot_be_overwritten(second: Client) -> None:
    criterion = revenue()
    fields = opened(second, criterion)
    criterion.conditions.all()[0].delete()
    response = second.post(change_page(criterion), fields)
    assert response.status_code == 409
    assert "不能直接覆盖" in response.content.decode()


def test_other_rows_do_not_count(first: Client, second: Client) -> None:
    one, other = Criterion.objects.all()[:2]
    fields = opened(second, one)
    assert saved(edit(first, change_page(other), caveat="别的"))
    assert saved(second.post(change_page(one), fields))


def test_a_region_is_saved_beside_its_top_ups(second: Client) -> None:
    region = Region.objects.filter(top_ups__isnull=False)[0]
    assert saved(edit(second, change_page(region), authority_phone="010-1234"))


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused(first: Client, second: Client) -> None:
    address = change_page(a_term())
    start = Barrier(2)

    def save(client: Client, fields: dict[str, Any]) -> int:
        try:
            start.wait()
            return client.post(address, fields).status_code
        finally:
            connections.close_all()

    forms = [
        (client, opened(client, a_term()) | {"note": note})
        for client, note in ((first, "甲"), (second, "乙"))
    ]
    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(lambda form: save(*form), forms))
    assert answers == [302, 409]
