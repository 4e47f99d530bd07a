"""The open data hold all that readers see, with its basis, in the shape that is promised."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar
from jsonschema import Draft202012Validator, FormatChecker
from pytest_django import DjangoAssertNumQueries

from policies.models import (
    CitedFact,
    Criterion,
    Edition,
    Region,
    RegionalTopUp,
    RoundWindow,
    Term,
    UpdateNote,
)
from policies.vocabulary import PublicationState, RegionLevel

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

FILES = (
    "/data/policies.json",
    "/data/policies.schema.json",
    "/data/criteria.json",
    "/data/regions.csv",
    "/calendar.ics",
)


def data(client: Client, path: str) -> Any:
    return json.loads(client.get(path).content)


def rows(client: Client) -> list[dict[str, str]]:
    text = client.get("/data/regions.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("path", FILES)
def test_any_site_may_read_a_file_and_no_other_page(path: str, client: Client) -> None:
    response = client.get(path)

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert response.content == client.get(path).content
    assert "Access-Control-Allow-Origin" not in client.get("/data/").headers


def test_the_page_names_each_file_and_the_licence(client: Client) -> None:
    page = client.get("/data/").content.decode()

    for path in FILES:
        assert f'href="{path}"' in page
    assert settings.DATA_LICENCE_URL in page


def test_the_facts_follow_their_schema(client: Client) -> None:
    schema = data(client, "/data/policies.schema.json")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    errors = list(validator.iter_errors(data(client, "/data/policies.json")))
    assert not errors


def test_the_schema_refuses_what_it_does_not_promise(client: Client) -> None:
    validator = Draft202012Validator(data(client, "/data/policies.schema.json"))
    facts = data(client, "/data/policies.json")
    facts["facts"]["term"][0]["basis"]["trust_state"] = "believed"

    assert not validator.is_valid(facts)


def test_every_fact_that_readers_see_is_told_under_its_natural_key(client: Client) -> None:
    facts = data(client, "/data/policies.json")["facts"]

    edition = Edition.now()
    for kind in CitedFact.__subclasses__():
        seen: Any = kind._default_manager
        keys = {"/".join(map(str, row.natural_key())) for row in seen.in_edition(edition)}
        told = [fact["id"] for fact in facts[kind._meta.model_name]]
        assert len(told) == len(set(told))
        assert set(told) == keys


def test_drafts_are_told_to_nobody(client: Client) -> None:
    term = Term.objects.first()
    assert term is not None
    term.publication = PublicationState.DRAFT
    term.save()

    told = data(client, "/data/policies.json")["facts"]["term"]
    assert term.key not in {fact["id"] for fact in told}


def test_a_dispute_is_told_with_both_views(client: Client) -> None:
    content = data(client, "/data/policies.json")
    disputes = {dispute["id"]: dispute for dispute in content["disputes"]}
    disputed = [fact for fact in content["facts"]["supportmeasure"] if fact["basis"]["disputes"]]

    assert disputed
    for fact in disputed:
        for code in fact["basis"]["disputes"]:
            assert disputes[code]["documents_view"]


def test_amounts_are_plain_text_without_rounding(client: Client) -> None:
    top_up = RegionalTopUp.objects.exclude(amount_max=None)[0]
    top_up.amount_max = "1234567.89"
    top_up.save()

    told = data(client, "/data/policies.json")["facts"]["regionaltopup"]
    assert [f["amount_max"] for f in told if f["id"] == top_up.code] == ["1234567.89"]


def test_the_criteria_are_those_that_are_applied(client: Client) -> None:
    rule_sets = data(client, "/data/criteria.json")["rule_sets"]

    told = {(r["code"], c["code"]) for r in rule_sets for c in r["criteria"]}
    applied = Criterion.objects.in_edition(Edition.now())
    assert told == set(applied.values_list("group__rule_set__code", "code"))
    [criterion] = [c for r in rule_sets for c in r["criteria"] if c["code"] == "lg-revenue"][:1]
    conditions = [c for path in criterion["paths"] for c in path["conditions"]]
    assert {"metric": "revenue_y1", "op": ">=", "required": "5000", "unit": "万元"} in conditions


def test_every_region_has_a_row_also_without_top_ups(client: Client) -> None:
    table = rows(client)

    assert {row["行政区划代码"] for row in table} == set(
        Region.objects.values_list("code", flat=True)
    )
    told = {row["编号"] for row in table if row["编号"]}
    assert told == set(
        RegionalTopUp.objects.in_edition(Edition.now()).values_list("code", flat=True)
    )
    assert any(row["内容"] == "未查到" for row in table)


def test_a_cell_is_never_a_formula(client: Client) -> None:
    top_up = RegionalTopUp.objects.in_edition(Edition.now())[0]
    top_up.title = "=HYPERLINK(1)"
    top_up.save()

    [row] = [row for row in rows(client) if row["编号"] == top_up.code]
    assert row["内容"] == "'=HYPERLINK(1)"


def calendar(client: Client) -> Any:
    raw = client.get("/calendar.ics").content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return Calendar.from_ical(raw)


def test_each_dated_window_is_an_event_with_its_last_day(client: Client) -> None:
    events = {str(event["uid"]): event for event in calendar(client).walk("vevent")}

    dated = [w for w in RoundWindow.objects.in_edition(Edition.now()) if w.opens_on or w.closes_on]
    assert len(events) == len(dated) > 0
    for window in dated:
        event = events["-".join(map(str, window.natural_key())) + "@127.0.0.1"]
        assert event.decoded("dtstart") == (window.opens_on or window.closes_on)
        last: date = window.closes_on or window.opens_on  # type: ignore[assignment]
        assert event.decoded("dtend") == last + timedelta(days=1)
        assert event.decoded("dtstamp").tzinfo is not None


def test_an_event_says_what_it_rests_on(client: Client) -> None:
    for event in calendar(client).walk("vevent"):
        assert "依据：" in str(event["description"])
        assert str(event["url"]).startswith(settings.SITE_URL)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/data/policies.json", 106), ("/data/criteria.json", 9), ("/data/regions.csv", 8)],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    path: str, most: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number, top_up in enumerate(RegionalTopUp.objects.all()[:5]):
        top_up.pk, top_up._state.adding, top_up.code = None, True, f"more-{number}"
        top_up.save()
    assert Region.objects.filter(level=RegionLevel.CITY).exists()
    assert UpdateNote.objects.count() >= 0
    with django_assert_max_num_queries(most):
        client.get(path)
