"""Pages lead on to what stands beside them, and say what is new."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import TopicPage, UpdateNote
from policies.vocabulary import PublicationState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

RELATED = re.compile(r'<nav class="related".*?</nav>', re.DOTALL)


def related(client: Client, path: str) -> list[str]:
    """Return the addresses that a page names as related."""
    [nav] = RELATED.findall(client.get(path).content.decode())
    return re.findall(r'href="([^"]*)"', nav)


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("/zhongdian-xiaojuren/", ["/xiaojuren/"]),
        ("/xiaojuren/", ["/zhongdian-xiaojuren/", "/zhuanjingtexin/"]),
        ("/kejichuangxin/", ["/zhuanjingtexin/"]),
        ("/regions/beijing/", ["/regions/tianjin/"]),
        ("/regions/hubei/", ["/regions/henan/", "/regions/hunan/"]),
        ("/regions/xinjiang/", ["/regions/ningxia/"]),
    ],
)
def test_a_page_leads_to_those_beside_it(path: str, beside: list[str], client: Client) -> None:
    assert related(client, path) == [*beside, "/regions/", "/diagnosis/"]


def test_a_tier_whose_page_is_withdrawn_is_not_related(client: Client) -> None:
    page = TopicPage.objects.get(slug="zhuanjingtexin")
    page.publication = PublicationState.WITHDRAWN
    page.save()

    assert "/zhuanjingtexin/" not in related(client, "/xiaojuren/")


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
