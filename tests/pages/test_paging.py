"""Pages stay short however much there is, and every row can still be linked to."""

import re

import pytest
from django.test import Client

from policies.models import Edition, Region, RegionalTopUp, SourceDocument
from policies.pages.regions.views import CITIES_ON_A_PAGE
from policies.pages.topic import MOST_OF_A_LEVEL
from policies.pages.views import DOCUMENTS_ON_A_PAGE
from tests.tools.bench.grown import add_documents, add_regions

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

CITIES = 31 * (CITIES_ON_A_PAGE + 5)  # in all provinces in turn


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
    assert len(re.findall("<dt>核对</dt>", first)) == DOCUMENTS_ON_A_PAGE
    page, key = re.findall(r'href="\?page=(\d+)#([^"]+)"', first)[-1]
    there = client.get(f"/sources/?page={page}").content.decode()
    assert re.search(rf'<li id="{key}">\s*<h3>', there)


def test_a_city_of_another_page_has_its_place_and_a_link_that_leads_to_it(client: Client) -> None:
    add_documents(1)
    add_regions(CITIES, CITIES)
    province = Region.objects.get(slug="guangdong")
    first = client.get("/regions/guangdong/").content.decode()

    cities = set(province.cities.values_list("slug", flat=True))
    assert cities <= ids_of(first)
    [(page, slug), *_] = re.findall(r'href="\?page=(\d+)#([^"]+)"', first)
    there = client.get(f"/regions/guangdong/?page={page}").content.decode()
    assert f'<h3 id="{slug}">' in there


def test_a_topic_page_lists_the_first_top_ups_and_says_how_many_it_leaves_out(
    client: Client,
) -> None:
    shown_before = RegionalTopUp.objects.filter(region__level="city").count()
    add_documents(1)
    add_regions(31, MOST_OF_A_LEVEL + 5)
    page = client.get("/xiaojuren/").content.decode()

    assert len(set(re.findall(r'<li id="(grown-\d+)"', page))) <= MOST_OF_A_LEVEL
    [left_out] = re.findall(r"另有(\d+)项没有列在这里", page)
    assert 5 <= int(left_out) <= 5 + shown_before


def test_more_top_ups_can_be_placed_than_a_prefetch_on_sqlite_takes() -> None:
    add_documents(1)
    add_regions(1100, 1100)
    placed = RegionalTopUp.objects.with_places(Edition.now())

    assert all(row.get_absolute_url() for row in placed if row.code.startswith("grown-"))
