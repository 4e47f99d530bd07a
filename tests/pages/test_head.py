"""Every page tells machines its one address, what it is about and when it changed."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from policies.models import Edition, Term, TopicPage
from policies.presentation.page_meta import PageHead
from policies.presentation.previews import preview_address

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

PAGES = (
    "/",
    "/zhongdian-xiaojuren/",
    "/kejichuangxin/",
    "/compare/",
    "/regions/",
    "/regions/hubei/",
    "/sources/",
    "/glossary/",
    "/updates/",
    "/data/",
    "/about/",
    "/accessibility/",
    "/privacy/",
)
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
# What schema.org says of the types that the site uses: https://schema.org/docs/full.html
PROPERTIES = {
    "WebSite": {"name", "url", "inLanguage", "publisher", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "Organization": {"name", "email"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Article": {"headline", "datePublished", "dateModified", "author", "about"},
    "Grant": {"name", "description"},
    "GovernmentService": {"name", "description"},
    "Dataset": {"name", "description", "license", "creator", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
}


def markup(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def things(page: str) -> list[dict[str, Any]]:
    """Return what a page says of itself in the words of schema.org."""
    found = DATA.findall(page)
    assert len(found) == 1
    data = json.loads(found[0])
    assert data["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = data["@graph"]
    return graph


def assert_known(thing: object) -> None:
    """Fail for a type or property that schema.org does not know."""
    if isinstance(thing, list):
        for part in thing:
            assert_known(part)
    elif isinstance(thing, dict):
        assert set(thing) - {"@type"} <= PROPERTIES[thing["@type"]]
        for part in thing.values():
            assert_known(part)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_address_and_words_of_its_own(path: str, client: Client) -> None:
    page = markup(client, path)

    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in page
    assert f'<meta property="og:url" content="{settings.SITE_URL}{path}">' in page
    for thing in things(page):
        assert_known(thing)


def test_no_two_pages_share_a_title_or_a_description(client: Client) -> None:
    pages = [markup(client, path) for path in PAGES]
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">'):
        texts = [re.findall(pattern, page) for page in pages]
        assert all(len(found) == 1 and found[0] for found in texts)
        assert len({found[0] for found in texts}) == len(PAGES)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("/compare/?utm_source=wechat", "/compare/"),
        (
            "/compare/?from=x&tiers=xiaojuren&tiers=zhuanjingtexin",
            "/compare/?tiers=zhuanjingtexin,xiaojuren",
        ),
        ("/regions/?from=singlemessage", "/regions/"),
    ],
)
def test_what_means_nothing_is_no_part_of_the_address(
    asked: str, known: str, client: Client
) -> None:
    assert f'rel="canonical" href="{settings.SITE_URL}{known}"' in markup(client, asked)


def test_the_breadcrumb_that_is_seen_is_the_one_that_machines_read(client: Client) -> None:
    page = markup(client, "/regions/hubei/")

    [crumbs] = [thing for thing in things(page) if thing["@type"] == "BreadcrumbList"]
    names = [place["name"] for place in crumbs["itemListElement"]]
    seen = re.search(r'<nav class="breadcrumb".*?</nav>', page, re.S)
    assert seen is not None
    assert re.findall(r">([^<>\s]+)</(?:a|li)>", seen[0]) == names
    assert names == ["首页", "各地奖励", "湖北的奖励"]


def test_a_topic_page_changes_when_a_fact_of_its_tier_does(client: Client) -> None:
    def changed_at(path: str) -> datetime:
        [article] = [t for t in things(markup(client, path)) if t["@type"] == "Article"]
        return datetime.fromisoformat(article["dateModified"])

    before = timezone.now().replace(microsecond=0)
    of_other = changed_at("/xiaojuren/")
    condition = TopicPage.objects.get(slug="zhuanjingtexin").tier.rule_sets.first()
    assert condition is not None
    condition.criteria[0].paths.all()[0].conditions.all()[0].save()

    assert changed_at("/zhuanjingtexin/") >= before
    assert changed_at("/xiaojuren/") == of_other


def test_a_preview_and_a_search_have_no_public_address(client: Client) -> None:
    for path in (preview_address(Edition.now().day), "/search/?q=x", "/no-such-page/"):
        page = markup(client, path)
        assert "canonical" not in page
        assert "ld+json" not in page


def test_no_text_can_end_the_data_that_it_stands_in() -> None:
    head = PageHead("</script><script>alert(1)//", "&amp;", "/x/")

    assert "<" not in head.structured_data
    graph = json.loads(head.structured_data)["@graph"]
    assert graph[0]["itemListElement"][1]["name"] == "</script><script>alert(1)//"


def test_the_number_of_queries_does_not_grow_with_the_facts(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/xiaojuren/")
    term = Term.objects.first()
    assert term is not None
    with django_assert_max_num_queries(75):
        client.get("/xiaojuren/")
