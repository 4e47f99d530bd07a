"""What changed is listed for readers, and for those who subscribe."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from policies.models import SourceDocument, UpdateNote
from policies.vocabulary import PublicationState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://example.org"


def note(code: str = "n-1", **values: object) -> UpdateNote:
    defaults: dict[str, object] = {
        "title": f"改动{code}",
        "publish_at": datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    }
    return UpdateNote.objects.create(code=code, **defaults | values)


def updates(client: Client) -> str:
    return client.get("/updates/").content.decode()


def feed(client: Client, **headers: str) -> Element:
    response = client.get("/updates/feed.atom", headers=headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return fromstring(response.content)


def test_without_notes_the_page_says_so(client: Client) -> None:
    assert "还没有更新说明" in updates(client)
    assert feed(client).findall(f"{ATOM}entry") == []


def test_the_newest_note_stands_first(client: Client) -> None:
    note("old")
    note("new", publish_at=datetime(2026, 11, 21, 1, 0, tzinfo=UTC))
    assert updates(client).index("改动new") < updates(client).index("改动old")


def test_a_note_names_its_day_its_page_and_its_document(client: Client) -> None:
    source = SourceDocument.objects.get(key="miit-2026-2")
    note(body="改为**4项**", address="/xiaojuren/#criteria", source=source)
    markup = updates(client)
    assert 'id="n-1"' in markup
    assert "2026年11月20日" in markup
    assert "<strong>4项</strong>" in markup
    assert 'href="/xiaojuren/#criteria"' in markup
    assert source.citation in markup


def test_a_minor_change_is_marked_on_the_page_and_left_out_of_the_feed(client: Client) -> None:
    note(is_minor=True)
    assert "小改动</span>" in updates(client)
    assert feed(client).findall(f"{ATOM}entry") == []


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        (PublicationState.PUBLISHED, True),
        (PublicationState.DRAFT, False),
        (PublicationState.WITHDRAWN, False),
    ],
)
def test_only_published_notes_are_told(
    state: PublicationState, is_seen: bool, client: Client
) -> None:
    note(publication=state)
    assert ("改动n-1" in updates(client)) is is_seen
    assert bool(feed(client).findall(f"{ATOM}entry")) is is_seen


def test_a_scheduled_note_is_told_from_its_minute_on(client: Client) -> None:
    row = note(publication=PublicationState.SCHEDULED, publish_at=timezone.now())
    assert "改动n-1" in updates(client)
    row.publish_at = timezone.now() + timedelta(minutes=1)
    row.save()
    assert "改动n-1" not in updates(client)


def test_the_feed_leads_to_the_site_whatever_host_was_asked(
    client: Client, settings: Settings
) -> None:
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["*"]
    note(body="见[条件](/xiaojuren/#criteria)")
    root = feed(client, host="evil.example")
    entry = root.find(f"{ATOM}entry")
    assert entry is not None

    assert [link.get("href") for link in root.findall(f"{ATOM}link")] == [
        f"{SITE}/updates/",
        f"{SITE}/updates/feed.atom",
    ]
    assert entry.findtext(f"{ATOM}id") == f"{SITE}/updates/#n-1"
    assert entry.findtext(f"{ATOM}title") == "改动n-1"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-20T01:00:00+00:00"
    assert root.get("{http://www.w3.org/XML/1998/namespace}base") == f"{SITE}/"
    assert "evil.example" not in client.get("/updates/feed.atom").content.decode()


@pytest.mark.parametrize("path", ["/", "/xiaojuren/", "/updates/"])
def test_every_page_leads_to_the_updates_and_their_feed(path: str, client: Client) -> None:
    markup = client.get(path).content.decode()
    assert '<a href="/updates/">最近更新</a>' in markup
    assert 'type="application/atom+xml" title="最近更新" href="/updates/feed.atom"' in markup


@pytest.mark.parametrize(("path", "most"), [("/updates/", 5), ("/updates/feed.atom", 1)])
def test_the_number_of_queries_does_not_grow_with_the_notes(
    path: str, most: int, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = SourceDocument.objects.get(key="owner")
    for number in range(20):
        note(f"n-{number}", source=source)
    with django_assert_max_num_queries(most):
        client.get(path)
