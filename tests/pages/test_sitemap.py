"""Crawlers learn every page that readers have, when it changed, and what to leave alone."""

from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from policies.models import RegionalTopUp, TopicPage
from policies.vocabulary import PublicationState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "https://example.org"


@pytest.fixture(autouse=True)
def public(settings: Settings) -> None:
    """Make the site a public one."""
    settings.SITE_URL = SITE
    settings.HTTPS = True


def entries(client: Client) -> dict[str, str | None]:
    """Return path and last change of each page, after checking the shape of the file."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{{{NAMESPACE['s']}}}urlset"
    found = {}
    for url in root:
        assert [child.tag.rpartition("}")[2] for child in url] in (["loc"], ["loc", "lastmod"])
        address = url.findtext("s:loc", "", NAMESPACE)
        assert address.startswith(f"{SITE}/")
        found[address.removeprefix(SITE)] = url.findtext("s:lastmod", None, NAMESPACE)
    return found


def test_every_entry_is_a_page(client: Client) -> None:
    found = entries(client)

    assert {"/", "/zhongdian-xiaojuren/", "/regions/hubei/", "/diagnosis/"} <= set(found)
    for path in found:
        assert client.get(path).status_code == 200, path


def test_a_page_that_readers_do_not_have_is_left_out(client: Client) -> None:
    TopicPage.objects.filter(slug="xiaojuren").update(publication=PublicationState.DRAFT)

    assert "/xiaojuren/" not in entries(client)


def test_the_date_is_that_of_the_last_change_of_what_a_page_shows(client: Client) -> None:
    before, now = entries(client), timezone.now().replace(microsecond=0)
    top_up = RegionalTopUp.objects.select_related("region__parent")[0]
    province = (top_up.region.parent or top_up.region).get_absolute_url()
    top_up.title += "。"
    top_up.save()

    after = entries(client)
    changed = {path for path in after if after[path] != before[path]}
    assert {path for path in changed if path.startswith("/regions/")} == {"/regions/", province}
    assert "/glossary/" not in changed
    assert datetime.fromisoformat(after[province] or "") >= now


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/zhongdian-xiaojuren/", True),
        ("/diagnosis/", True),
        ("/data/policies.json", True),
        ("/preview/x/", False),
        ("/diagnosis/receipt/x/", False),
        ("/search/?q=x", False),
        ("/corrections/term/1/", False),
    ],
)
def test_crawlers_are_kept_out_of_what_is_not_for_them(
    path: str, allowed: bool, client: Client, settings: Settings
) -> None:
    def may_fetch() -> bool:
        robots = RobotFileParser()
        robots.parse(client.get("/robots.txt").content.decode().splitlines())
        assert robots.site_maps() == [f"{SITE}/sitemap.xml"]
        return robots.can_fetch("any", f"{SITE}{path}")

    assert may_fetch() == allowed
    settings.HTTPS = False
    assert not may_fetch()
