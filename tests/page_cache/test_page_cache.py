"""Public pages are rendered once for each revision of the content, and only where they may be."""

import gzip
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus

import brotli
import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import ContentRevision, Edition, Term
from policies.page_cache.encoded_page import AGAIN, EncodedPage
from policies.page_cache.wsgi import Memory
from policies.presentation.previews import preview_address
from policies.vocabulary import PublicationState
from tests.page_cache.cached_site import CachedSite

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

PAGE = "/about/"  # the cheapest
FILTERED = "/compare/"  # depends on what stands in its query


@pytest.fixture
def site() -> Iterator[CachedSite]:
    """The pages of a process that has just started, on the connection of the test."""
    around_a_request = (request_started, request_finished)
    for signal in around_a_request:
        signal.disconnect(close_old_connections)
    yield CachedSite()
    for signal in around_a_request:
        signal.connect(close_old_connections)


def test_a_page_that_was_read_before_costs_one_query_and_no_rendering(site: CachedSite) -> None:
    first = site.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        second = site.get(PAGE)

    assert second == first
    assert site.asked == [PAGE]
    assert len(queries) == 1


def test_a_change_is_on_the_page_at_the_next_request(site: CachedSite) -> None:
    site.get("/glossary/")
    Term.objects.filter(pk=Term.objects.all()[0].pk).update(meaning="新的解释")

    assert "新的解释" in site.text("/glossary/")


def test_a_change_that_is_rolled_back_leaves_every_page_as_kept(site: CachedSite) -> None:
    site.get(PAGE)
    with transaction.atomic():
        Term.objects.update(meaning="不作数")
        transaction.set_rollback(True)
    site.get(PAGE)

    assert site.asked == [PAGE]


def test_scheduled_content_is_on_a_kept_page_when_it_is_due(site: CachedSite) -> None:
    due = timezone.now() + timedelta(seconds=1.5)
    term = Term.objects.all()[0]
    term.meaning, term.publication, term.publish_at = "到时公开", PublicationState.SCHEDULED, due
    term.save()
    assert "到时公开" not in site.text("/glossary/")

    time.sleep((due - timezone.now()).total_seconds())

    assert "到时公开" in site.text("/glossary/")


def test_a_page_holds_for_its_day_at_most(site: CachedSite) -> None:
    site.get(PAGE)
    [page] = site.pages.memory.pages.values()

    assert page.until == Edition.now().ends.timestamp()
    page.until = time.time()
    site.get(PAGE)
    assert site.asked == [PAGE, PAGE]


@pytest.mark.parametrize("query", ["utm_source=x", "a=1&b=2", "&&", "q"])
def test_a_query_that_means_nothing_shares_the_page(site: CachedSite, query: str) -> None:
    site.get(PAGE)
    assert site.get(f"{PAGE}?{query}").status == HTTPStatus.OK

    assert site.asked == [PAGE]
    assert len(site.pages.memory.pages) == 1


def test_an_unknown_page_with_a_query_that_means_nothing_does_not_become_the_page(
    site: CachedSite,
) -> None:
    site.get(f"{PAGE}?utm_source=x")
    site.get(PAGE)

    assert site.asked == [PAGE, PAGE]


def test_a_query_that_means_something_has_a_page_of_its_own_in_any_order(site: CachedSite) -> None:
    everything = site.get(FILTERED)
    filtered = site.get(f"{FILTERED}?old=1&tiers=xiaojuren")

    assert filtered.body != everything.body
    assert site.get(f"{FILTERED}?tiers=xiaojuren&x=1&old=1") == filtered
    assert site.asked == [FILTERED, FILTERED]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity;q=1, br;q=0.5", None),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("br;q=high", None),
    ],
)
def test_a_page_is_sent_as_the_reader_likes_it(
    site: CachedSite, accepted: str, encoding: str | None
) -> None:
    answer = site.get(PAGE, accept_encoding=accepted)

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Length"] == str(len(answer.body))
    decode = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert decode(answer.body) == site.get(PAGE).body


def test_a_page_that_is_read_again_is_compressed_as_well_as_can_be(site: CachedSite) -> None:
    answers = [site.get(PAGE, accept_encoding="br") for _ in range(AGAIN + 1)]

    best = brotli.compress(site.get(PAGE).body, quality=11)
    assert [answer.body == best for answer in answers] == [False, True, True]
    assert len({answer.headers["ETag"] for answer in answers}) == 1


def test_head_gets_the_headers_alone(site: CachedSite) -> None:
    head = site.get(PAGE, method="HEAD")

    assert head.body == b""
    assert head.headers == site.get(PAGE).headers


@pytest.mark.parametrize("written", ["{tag}", '"other", {tag}', "*"])
def test_a_reader_who_has_the_page_gets_304_without_a_body(site: CachedSite, written: str) -> None:
    tag = site.get(PAGE, accept_encoding="br").headers["ETag"]
    answer = site.get(PAGE, accept_encoding="br", if_none_match=written.format(tag=tag))

    assert (answer.status, answer.body) == (HTTPStatus.NOT_MODIFIED, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers.keys() == {"Cache-Control", "ETag", "Vary"}


def test_a_page_with_other_headers_is_another_page() -> None:
    policies = ("default-src 'self'", "default-src 'none'")
    pages = [
        EncodedPage(b"same", [("Content-Security-Policy", policy)], timezone.now())
        for policy in policies
    ]

    assert len({page.digest for page in pages}) == len(pages)


def test_the_bytes_of_another_encoding_are_not_what_the_reader_has(site: CachedSite) -> None:
    tag = site.get(PAGE, accept_encoding="br").headers["ETag"]

    assert site.get(PAGE, accept_encoding="gzip", if_none_match=tag).status == HTTPStatus.OK


def test_browsers_ask_every_time_and_a_cdn_after_seconds(site: CachedSite) -> None:
    headers = site.get(PAGE).headers

    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == (
        f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, must-revalidate"
    )


def test_whoever_has_a_session_is_answered_by_django_and_kept_nowhere(site: CachedSite) -> None:
    site.get(PAGE)
    answer = site.get(PAGE, cookie=f"{settings.SESSION_COOKIE_NAME}=anything")

    assert site.asked == [PAGE, PAGE]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_preview_is_never_kept(site: CachedSite) -> None:
    address = preview_address(timezone.localdate())
    answers = [site.get(address) for _ in range(2)]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store", "no-store"]
    assert len(site.asked) == 2
    assert not site.pages.memory.pages


def test_an_unknown_host_is_refused_even_for_a_page_that_is_kept(site: CachedSite) -> None:
    site.get(PAGE)

    assert site.get(PAGE, host="evil.example").status == HTTPStatus.BAD_REQUEST


def test_a_page_that_does_not_exist_is_not_kept(site: CachedSite) -> None:
    assert site.get("/nothing/").status == HTTPStatus.NOT_FOUND
    assert not site.pages.memory.pages


def test_a_revision_that_cannot_be_read_leaves_the_answer_to_django(site: CachedSite) -> None:
    site.get(PAGE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policies_contentrevision RENAME TO gone")
        assert site.get(PAGE).status == HTTPStatus.INTERNAL_SERVER_ERROR
        transaction.set_rollback(True)


def page_of(size: int) -> EncodedPage:
    """Return a page that takes so many bytes of memory."""
    return EncodedPage(
        b"x" * (size // 2), [], datetime.max.replace(tzinfo=timezone.get_default_timezone())
    )


def test_memory_forgets_what_was_not_asked_for_longest() -> None:
    memory = Memory(100)
    for name in "abcd":
        memory.keep(("", name, ""), page_of(24))
    memory.get(("", "a", ""))
    memory.keep(("", "e", ""), page_of(24))

    assert [path for _, path, _ in memory.pages] == ["c", "d", "a", "e"]
    assert memory.bytes == 96


def test_memory_takes_no_page_that_would_push_out_most_others() -> None:
    memory = Memory(100)
    memory.keep(("", "large", ""), page_of(26))

    assert not memory.pages


def test_a_page_kept_again_counts_once() -> None:
    memory = Memory(100)
    for _ in range(9):
        memory.keep(("", "a", ""), page_of(20))

    assert memory.bytes == 20


def test_no_two_states_of_the_content_share_a_name() -> None:
    names = []
    for _ in range(3):
        ContentRevision.rotate()
        names.append(ContentRevision.current())

    assert len(set(names)) == 3
