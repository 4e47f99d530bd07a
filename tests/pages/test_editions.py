"""No page shows what is not published, not in force, or part of something that readers lack."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policies.models import (
    ApplicationRound,
    CitedFact,
    ContentRevision,
    Criterion,
    Edition,
    MaterialChecklist,
    Region,
    RegionalTopUp,
    RuleSet,
    SmeSizeLimit,
    Term,
    Tier,
    TopicPage,
    UpdateNote,
)
from policies.vocabulary import PublicationState
from tests.pages.seen import PRINTED, Readers

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

MARK = re.compile(r"¦(\d+)¦")
TOPIC_LINK = re.compile(r'href="/([\w-]+)/(?:#[^"]*)?"')
NOT_TOPICS = {
    "about", "accessibility", "compare", "data", "glossary", "privacy", "regions",
    "search", "sources", "updates",
}  # fmt: skip
ANSWERS = {"current_title": "specialized", "region": "440000", "revenue_y1": "6000"}

Marks = dict[tuple[type[Any], int], int]


@pytest.fixture
def marks() -> Marks:
    """Every fact with a number of its own in the texts that pages print."""
    now = timezone.now()
    for number in range(4):
        UpdateNote.objects.create(code=f"n-{number}", is_minor=number % 2 == 1, publish_at=now)
    numbers: Marks = {}
    for kind, fields in PRINTED.items():
        rows: QuerySet[Any] = QuerySet(kind)
        for row in rows.order_by("pk"):
            numbers[kind, row.pk] = len(numbers)
            for field in fields:
                mark_text(row, field, f"¦{numbers[kind, row.pk]}¦")
    return numbers


def mark_text(row: Any, field: str, mark: str) -> None:
    """Append a mark to a text; a cell without one prints an amount or count instead."""
    text, longest = getattr(row, field), row._meta.get_field(field).max_length
    if text or field != "text":
        QuerySet(type(row)).filter(pk=row.pk).update(**{field: text[: longest - len(mark)] + mark})


@st.composite
def states(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a publication state around now, and effective dates around today."""
    today = timezone.localdate()
    offsets = st.none() | st.integers(-1, 1)
    begins, ends = draw(offsets), draw(offsets)
    if begins is not None and ends is not None:
        begins, ends = min(begins, ends), max(begins, ends)
    return {
        "publication": draw(st.sampled_from(PublicationState)),
        "publish_at": timezone.now() + timedelta(minutes=draw(st.sampled_from([-5, 5]))),
        "effective_from": None if begins is None else today + timedelta(days=begins),
        "effective_to": None if ends is None else today + timedelta(days=ends),
    }


def put(kind: type[Any], pk: int, state: dict[str, Any]) -> None:
    """Store a state as it is; a rule set that would start with another stays as it was."""
    if kind is RuleSet:
        state = dict(state)
        last = state.pop("effective_to")
        state["repealed_on"] = last + timedelta(days=1) if last else None
        state["effective_from"] = state["effective_from"] or date(2026, 4, 1)
    try:
        with transaction.atomic():
            QuerySet(kind).filter(pk=pk).update(**state)
    except IntegrityError:
        assert kind is RuleSet


def expected_pages(readers: Readers) -> Iterable[tuple[str, Iterable[Any]]]:
    """Yield each public page with the facts that it is to show."""
    pages = readers.rows[TopicPage].values()
    slugs = ",".join(page.slug for page in pages)
    yield "/", readers.on_home()
    for page in pages:
        yield page.get_absolute_url(), readers.on_topic(page) if readers.sees(page) else ()
    yield f"/compare/?tiers={slugs}", readers.on_compare(with_old=False)
    yield f"/compare/?tiers={slugs}&old=1", readers.on_compare(with_old=True)
    yield "/regions/?all=1", readers.on_region(None)
    province = Region.objects.get(slug="guangdong")
    yield province.get_absolute_url(), readers.on_region(province)
    yield "/sources/", readers.on_sources()
    yield "/glossary/", [*readers.seen(Term), *readers.seen(SmeSizeLimit)]
    notes = readers.seen(UpdateNote)
    yield "/updates/", notes
    yield "/updates/feed.atom", [row for row in notes if not row.is_minor]


@settings(
    deadline=None,
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take many minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_each_page_shows_exactly_what_readers_see(
    data: st.DataObject, marks: Marks, client: Client
) -> None:
    drawn = [
        *data.draw(st.lists(st.tuples(st.sampled_from(list(marks)), states()), max_size=60)),
        *data.draw(st.lists(st.tuples(st.sampled_from(wholes(marks)), states()), max_size=4)),
    ]
    with transaction.atomic():
        for (kind, pk), state in drawn:
            put(kind, pk, state)
        ContentRevision.rotate()  # as every change does that leaves a history
        check_pages(client, marks)
        transaction.set_rollback(True)


def wholes(marks: Marks) -> list[tuple[type[Any], int]]:
    """Return the facts that others belong to: they are drawn more often."""
    kinds = (ApplicationRound, MaterialChecklist, RuleSet, Tier, TopicPage)
    return [key for key in marks if key[0] in kinds]


def check_pages(client: Client, marks: Marks) -> None:
    """Compare what each page shows with what it is to show."""
    readers = Readers.of(timezone.localdate(), timezone.now())
    seen_tiers = {marks[Tier, tier.pk] for tier in readers.seen(Tier)}
    all_tiers = {number for (kind, _), number in marks.items() if kind is Tier}
    slugs = {page.slug for page in readers.seen(TopicPage)}
    for path, facts in expected_pages(readers):
        markup = client.get(path).content.decode()
        found = {int(number) for number in MARK.findall(markup)}
        expected = {marks[type(row), row.pk] for row in facts if is_marked(row)}
        # A tier is named wherever something of it stands; the others stand in their places only.
        assert found - all_tiers == expected - all_tiers, path
        assert expected & all_tiers <= found & all_tiers <= seen_tiers, path
        assert set(TOPIC_LINK.findall(markup)) - NOT_TOPICS - {"diagnosis", "search"} <= slugs, path
    result = client.post("/diagnosis/", ANSWERS, follow=True).content.decode()
    everything = {marks[type(row), row.pk] for row in readers.on_sources()}
    assert {int(number) for number in MARK.findall(result)} <= everything


@pytest.mark.parametrize("kind", [Criterion, RegionalTopUp, RuleSet])
def test_the_result_of_the_form_leaves_out_what_is_withdrawn(
    kind: type[Any], marks: Marks, client: Client
) -> None:
    def found() -> set[int]:
        result = client.post("/diagnosis/", ANSWERS, follow=True).content.decode()
        return {int(number) for number in MARK.findall(result)}

    of_kind = {number for (marked, _), number in marks.items() if marked is kind}
    assert found() & of_kind
    QuerySet(kind).update(publication=PublicationState.WITHDRAWN)
    assert not found() & of_kind


def is_marked(row: Any) -> bool:
    """Return whether a fact has a text of its own."""
    return any(MARK.search(getattr(row, field)) for field in PRINTED[type(row)])


def test_every_kind_of_fact_is_looked_for() -> None:
    assert set(PRINTED) == {*CitedFact.__subclasses__(), UpdateNote}


def test_every_fact_is_on_its_pages_as_things_are(marks: Marks, client: Client) -> None:
    check_pages(client, marks)


NOON = timezone.make_aware(datetime(2026, 11, 24, 12, 0))
TODAY = NOON.date()
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        ({"publication": "draft"}, False),
        ({"publication": "withdrawn"}, False),
        ({"publication": "published"}, True),
        ({"publication": "published", "publish_at": NOON + DAY}, True),
        ({"publication": "scheduled", "publish_at": NOON - MOMENT}, True),
        ({"publication": "scheduled", "publish_at": NOON}, True),
        ({"publication": "scheduled", "publish_at": NOON + MOMENT}, False),
        ({"publication": "withdrawn", "publish_at": NOON - DAY}, False),
        ({"effective_from": TODAY}, True),
        ({"effective_from": TODAY + DAY}, False),
        ({"effective_to": TODAY}, True),
        ({"effective_to": TODAY - DAY}, False),
        ({"effective_from": TODAY, "effective_to": TODAY}, True),
        ({"effective_from": TODAY - DAY, "effective_to": TODAY - DAY}, False),
    ],
)
def test_a_fact_is_seen_from_its_minute_and_its_first_day_to_its_last(
    state: dict[str, Any], is_seen: bool
) -> None:
    term = Term.objects.all()[0]
    QuerySet(Term).filter(pk=term.pk).update(**state)

    edition = Edition(TODAY, NOON)
    assert Term.objects.in_edition(edition).filter(pk=term.pk).exists() is is_seen
