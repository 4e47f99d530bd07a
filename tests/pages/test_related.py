"""Pages lead on to what stands beside them, and say what is new."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import TopicPage, UpdateNote
from policies.vocabulary import PublicationState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_a_tier_leads_to_the_others_of_the_ladder_but_for_one_that_is_withdrawn(
    client: Client,
) -> None:
    TopicPage.objects.filter(slug="zhuanjingtexin").update(publication=PublicationState.WITHDRAWN)
    ladder = re.search(
        r'<ol class="ladder">.*?</ol>', client.get("/xiaojuren/").content.decode(), re.DOTALL
    )

    assert ladder
    assert re.findall(r'href="([^"]*)"', ladder[0]) == [
        "/kejichuangxin/", "/xiaojuren/", "/zhongdian-xiaojuren/"
    ]  # fmt: skip


def note(code: str, address: str = "", *, is_minor: bool = False) -> None:
    UpdateNote.objects.create(
        code=code, title=code, address=address, is_minor=is_minor, publish_at=timezone.now()
    )


def told_of(client: Client, path: str) -> list[str]:
    """Return the codes of the updates that a page tells of."""
    return re.findall(r'href="/updates/#([\w-]+)"', client.get(path).content.decode())


def test_home_tells_of_the_three_newest_updates_without_minor_ones(client: Client) -> None:
    for number in range(4):
        note(f"note-{number}")
    note("minor", is_minor=True)

    assert told_of(client, "/") == ["note-3", "note-2", "note-1"]


def test_a_topic_page_tells_of_what_concerns_it(client: Client) -> None:
    note("of-this", "/xiaojuren/#criteria")
    note("of-another", "/zhongdian-xiaojuren/")

    assert told_of(client, "/xiaojuren/") == ["of-this"]
    assert told_of(client, "/kejichuangxin/") == []
