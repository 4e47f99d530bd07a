"""The trust desk lists every fact by how far it is verified, to whoever may check facts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import (
    CitedFact,
    Criterion,
    Material,
    SourceDocument,
    Term,
    TopicSection,
)
from tests.admin.verification import DESK, STANDARD, dates, facts_on, page_of

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


def names(page: Any) -> set[str]:
    return {line["name"] for group in page["groups"] for line in group["facts"]}


def test_it_opens_by_document_with_the_one_that_settles_most_first(
    client: Client, checker: User
) -> None:
    page = page_of(client)
    first = page["groups"][0]
    assert first["document"].key == STANDARD
    assert first["counts"]["all"] == len(facts_on(STANDARD))
    assert first["counts"]["awaiting"] == len(facts_on(STANDARD, trust_state="retold"))
    assert names(page) == set()
    assert len(page["groups"]) == SourceDocument.objects.count()


def test_a_list_holds_every_fact(client: Client, checker: User) -> None:
    everything = sum(kind._default_manager.count() for kind in CitedFact.__subclasses__())
    assert len(names(page_of(client, "?show=all"))) == everything


def test_each_filter_lists_as_many_as_it_counts(client: Client, checker: User) -> None:
    Term.objects.filter(key=Term.objects.all()[0].key).update(review_by=date(2020, 1, 1))
    for show, count in page_of(client)["filters"]:
        page = page_of(client, f"?show={show.value}")
        shown = sum(g["problems"] for g in page["groups"]) if show == "links" else len(names(page))
        assert shown == count, show


@pytest.mark.parametrize(("days", "is_due"), [(-1, True), (0, False), (1, False)])
def test_a_fact_is_due_from_the_day_after(
    client: Client, checker: User, days: int, is_due: bool
) -> None:
    term = Term.objects.all()[0]
    Term.objects.filter(pk=term.pk).update(review_by=timezone.localdate() + timedelta(days=days))
    assert (f"term-{term.pk}" in names(page_of(client, "?show=due"))) is is_due


def test_every_word_has_to_be_found(client: Client, checker: User) -> None:
    term = Term.objects.all()[0]
    assert names(page_of(client, f"?q={term.name}+{term.meaning[:4]}")) >= {f"term-{term.pk}"}
    assert names(page_of(client, f"?q={term.name}+没有这个词")) == set()


def test_a_document_lists_its_facts_alone(client: Client, checker: User) -> None:
    page = page_of(client, f"?document={STANDARD}")
    assert [group["document"].key for group in page["groups"]] == [STANDARD]
    assert len(names(page)) == len(facts_on(STANDARD))


def test_what_a_fact_says_stands_beside_it(client: Client, checker: User) -> None:
    criterion = Criterion.objects.get(code="lg-revenue", source__key=STANDARD)
    page = page_of(client, f"?document={STANDARD}")
    [line] = [
        line for group in page["groups"] for line in group["facts"] if line["fact"] == criterion
    ]
    assert ("条件原意", criterion.wording) in line["contents"]
    assert {label for label, _ in line["contents"]}.isdisjoint({"代号", "排序", "核对状态"})


def test_a_fact_opens_at_its_basis(client: Client, checker: User) -> None:
    criterion = Criterion.objects.get(code="lg-revenue")
    response = client.get(f"{DESK}open/criterion-{criterion.pk}/")
    assert response["Location"] == (
        reverse("admin:policies_criterion_change", args=[criterion.pk]) + "#id_trust_state"
    )


@pytest.mark.parametrize("model", [Material, TopicSection])
def test_a_part_opens_at_its_basis_on_the_page_of_its_whole(
    admin_client: Client, model: type[Material] | type[TopicSection]
) -> None:
    part: Any = model.objects.all()[5]
    address = admin_client.get(f"{DESK}open/{model._meta.model_name}-{part.pk}/")["Location"]
    page, _, anchor = address.partition("#")
    forms = admin_client.get(page).context["inline_admin_formsets"][0].formset.forms
    fields = {form["trust_state"].id_for_label: form.instance for form in forms}
    assert fields[anchor] == part


@pytest.mark.parametrize("query", ["", "?show=all", f"?document={STANDARD}", "?q=企业"])
def test_more_facts_take_no_more_queries(client: Client, checker: User, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(client, query)
        return len(captured)

    before = queries()
    source = SourceDocument.objects.get(key=STANDARD)
    Term.objects.bulk_create(
        Term(key=f"term-{n}", name=f"企业{n}", meaning="解释", source=source) for n in range(50)
    )
    assert queries() == before


def test_the_overview_takes_few_queries(client: Client, checker: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        page_of(client)
    assert len(captured) <= 12


# Rights


ADDRESSES = ["", "check/", "undo/", "accept/", "disputes/", "disputes/x-1/", "open/term-1/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_editors_without_the_right_stay_outside(client: Client, address: str) -> None:
    client.force_login(User.objects.create_user("editor", is_staff=True))
    assert client.get(DESK + address).status_code == 403
    assert client.post(DESK + address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitors_are_sent_to_the_login(client: Client, address: str) -> None:
    assert client.get(DESK + address).status_code == 302


@pytest.mark.parametrize("address", ["check/", "undo/", "accept/", "disputes/x-1/"])
def test_a_get_on_a_button_changes_nothing(client: Client, checker: User, address: str) -> None:
    assert client.get(DESK + address)["Location"].startswith(DESK)


@pytest.mark.parametrize(
    ("address", "posted"),
    [
        ("check/", {"fact": "term-999999"}),
        ("check/", {"fact": "user-1"}),
        ("check/", {"fact": "term-x"}),
        ("check/", {"document": "nowhere/1"}),
        ("undo/", {"fact": "term-999999"}),
        ("undo/", {"document": f"{STANDARD}/2026-13-45"}),
        ("undo/", {}),
        ("accept/", {"link": "x/y"}),
        ("disputes/nowhere/", {}),
    ],
)
def test_what_is_not_there_is_not_found(
    client: Client, checker: User, address: str, posted: dict[str, str]
) -> None:
    assert client.post(DESK + address, dates() | posted).status_code == 404
