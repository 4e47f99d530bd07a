"""What is stored of a look at a link, and what the command says."""

import io
import time

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from policies.models import LinkCheck, SourceDocument, SourceLink
from policies.operations.links.checking import accept_content, check_links, store
from policies.operations.links.fetching import IPAddress
from policies.vocabulary import LinkState
from tests.operations.links.site import Site, at_hand, seen


@pytest.fixture
def link(db: None, settings: Settings, site: Site) -> SourceLink:
    """The only link of the site, to a page of the test."""
    settings.LINK_CHECK_PAUSE_SECONDS = 0
    SourceLink.objects.all().delete()
    document = SourceDocument.objects.get(key="miit-2026-2")
    return SourceLink.objects.create(document=document, url=site.says("/", "<p>甲</p>"))


def check() -> LinkCheck:
    """Check the links; return the result of the only one."""
    [result] = check_links(is_public_address=at_hand)
    return result


def test_changed_content_stays_changed_until_a_person_accepts_it(
    link: SourceLink, site: Site
) -> None:
    assert check().state == LinkState.FINE
    site.says("/", "<p>乙</p>")
    assert check().state == LinkState.CHANGED
    changed = check()
    assert (changed.state, changed.detail) == (LinkState.CHANGED, "内容与上次看过的不同")
    assert accept_content(check=changed, seen=changed.content_hash)
    assert check().state == LinkState.FINE


def test_a_page_that_was_down_is_compared_with_what_was_accepted(
    link: SourceLink, site: Site
) -> None:
    check()
    site.says("/", status=500)
    assert check().state == LinkState.FAILED
    site.says("/", "<p>乙</p>")
    assert check().state == LinkState.CHANGED


def test_a_moved_page_says_that_its_content_changed_too(link: SourceLink, site: Site) -> None:
    check()
    site.says("/new", "<p>乙</p>")
    site.leads("/", "/new", status=301)
    moved = check()
    assert moved.state == LinkState.MOVED
    assert moved.detail == f"已改到{site.url}/new；内容与上次看过的不同"


def test_content_that_changed_once_more_is_not_accepted(link: SourceLink, site: Site) -> None:
    check()
    site.says("/", "<p>乙</p>")
    seen_then = check().content_hash
    site.says("/", "<p>丙</p>")
    assert not accept_content(check=check(), seen=seen_then)
    assert LinkCheck.objects.get().state == LinkState.CHANGED


def test_a_link_that_was_changed_meanwhile_keeps_its_result(link: SourceLink, site: Site) -> None:
    finding = seen(link.url)
    SourceLink.objects.update(url=f"{site.url}/other")
    assert store(link, finding) is None
    SourceLink.objects.all().delete()
    assert store(link, finding) is None


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_page_loads(link: SourceLink) -> None:
    held: list[bool] = []

    def watching(address: IPAddress) -> bool:
        held.append(connection.in_atomic_block)
        return at_hand(address)

    list(check_links(is_public_address=watching))
    assert held == [False]


def test_a_host_is_left_in_peace_between_two_pages(
    link: SourceLink, site: Site, settings: Settings
) -> None:
    settings.LINK_CHECK_PAUSE_SECONDS = 0.3
    SourceLink.objects.create(document=link.document, url=site.says("/2", "x"))
    began = time.monotonic()
    assert len(list(check_links(is_public_address=at_hand))) == 2
    assert 0.3 <= time.monotonic() - began < 2


def test_the_command_opens_nothing_that_is_not_public(link: SourceLink, site: Site) -> None:
    output = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("check_links", stdout=output)
    assert stop.value.code == 1
    assert output.getvalue().splitlines() == [
        f"{link.document.citation} {link.url}：不是公开网址，没有打开：127.0.0.1指向内部地址",
        "检查了1个链接：1个不是公开网址，没有打开",
    ]
    assert site.asked == []


def test_the_command_is_content_where_no_link_needs_a_look(db: None) -> None:
    SourceLink.objects.all().delete()
    output = io.StringIO()
    call_command("check_links", stdout=output)
    assert output.getvalue() == "检查了0个链接\n"
