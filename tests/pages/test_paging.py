"""Pages stay short however much there is, and every row can still be linked to."""

import re

import pytest
from django.test import Client

from policies.models import Edition, Region, RegionalTopUp, SourceDocument
from policies.pages.regions.views import TOP_UPS_ON_A_PAGE
from policies.pages.topic import TOP_UPS
from policies.pages.views import DOCUMENTS_ON_A_PAGE
from tests.tools.bench.grown import add_documents, add_regions

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

REWARDS = 31 * (TOP_UPS_ON_A_PAGE + 5)  # in all provinces in turn


def ids_of(page: str) -> set[str]:
    """Return the places of a page that can be linked to."""
    return set(re.findall(r' id="([^"]+)"', page))


def test_a_document_of_another_page_has_its_place_and_a_link_that_leads_to_it(
    client: Client,
) -> None:
    add_documents(DOCUMENTS_ON_A_PAGE)
    first = client.get("/sources/").content.decode()

    listed = SourceDocument.objects.listed(Edition.now())
    assert set(listed.values_list("key", flat=True)) <= ids_of(first)
    documents = first.partition('id="documents"')[2]
    assert len(re.findall(r'<li id="[^"]+">\s*<p', documents)) == DOCUMENTS_ON_A_PAGE
    page, key = re.findall(r'href="\?page=(\d+)#([^"]+)"', first)[-1]
    there = client.get(f"/sources/?page={page}").content.decode()
    assert re.search(rf'<li id="{key}">\s*<p', there)


def test_a_reward_of_another_page_has_its_place_and_a_link_that_leads_to_it(client: Client) -> None:
    add_documents(1)
    add_regions(31, REWARDS)
    province = Region.objects.get(slug="guangdong")
    first = client.get("/regions/guangdong/").content.decode()

    top_ups = RegionalTopUp.objects.in_edition(Edition.now()).filter(region__parent=province)
    assert set(top_ups.values_list("code", flat=True)) <= ids_of(first)
    assert set(province.cities.values_list("slug", flat=True)) <= ids_of(first)
    [(page, code), *_] = re.findall(r'href="\?page=(\d+)#([^"]+)"', first)
    there = client.get(f"/regions/guangdong/?page={page}").content.decode()
    assert f'<tr id="{code}"' in there


def test_a_topic_page_lists_a_few_rewards_and_leads_to_the_others(client: Client) -> None:
    add_documents(1)
    add_regions(31, TOP_UPS + 5)
    page = client.get("/xiaojuren/").content.decode()
    rewards = page.partition('<section id="regions"')[2].partition("</section>")[0]

    assert rewards.count('<th scope="row">') == TOP_UPS
    assert '<form class="ask" action="/regions/">' in rewards


def test_more_top_ups_can_be_placed_than_a_prefetch_on_sqlite_takes() -> None:
    add_documents(1)
    add_regions(1100, 1100)
    placed = RegionalTopUp.objects.with_places(Edition.now())

    assert all(row.get_absolute_url() for row in placed if row.code.startswith("grown-"))
