"""The public pages answer, redirect, set no cookie, and follow every edit at the next request."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from policies.models import (
    Condition,
    Region,
    RegionalTopUp,
    SourceDocument,
    SupportMeasure,
    TopicSection,
)
from policies.vocabulary import Province, TopUpKind
from tests.pages.test_owner_facts import PUBLIC_PAGES, visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ALL_PAGES = (*PUBLIC_PAGES, "/updates/", "/about/", "/privacy/")

# Data for machines inside a script element is no code.
INLINE_CODE = re.compile(r'<script(?! src="| type="application/ld\+json")| style=| on[a-z]+="')


@pytest.mark.parametrize("path", ALL_PAGES)
def test_a_page_answers_without_a_cookie(path: str, client: Client) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("path", ALL_PAGES)
def test_a_page_carries_a_strict_browser_policy_and_no_inline_code(
    path: str, client: Client
) -> None:
    response = client.get(path)

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    markup = response.content.decode()
    assert not INLINE_CODE.search(markup)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/zhongdian-xiaojuren.html", "/zhongdian-xiaojuren/"),
        ("/xiaojuren.html", "/xiaojuren/"),
        ("/index.html", "/"),
    ],
)
def test_an_old_address_redirects_for_good(old: str, new: str, client: Client) -> None:
    response = client.get(old)

    assert response.status_code == 301
    assert response.headers["Location"] == new


@pytest.mark.parametrize(
    "path", ["/nothing/", "/nothing.html", "/regions/nothing/", "/regions/guangzhou/"]
)
def test_an_unknown_address_gets_the_sites_own_404(path: str, client: Client) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_every_province_has_a_page_under_its_pinyin(client: Client) -> None:
    provinces = Region.objects.provinces()

    assert {province.code: province.short_name for province in provinces} == dict(
        Province.choices()
    )
    for province in provinces:
        assert client.get(province.get_absolute_url()).status_code == 200


def test_shaanxi_and_shanxi_are_told_apart(client: Client) -> None:
    assert "陕西" in client.get("/regions/shaanxi/").content.decode()
    assert "山西" in client.get("/regions/shanxi/").content.decode()


def test_a_province_without_a_document_reads_not_found(client: Client) -> None:
    assert "未查到" in visible_text(client.get("/regions/gansu/").content.decode())


def test_a_changed_threshold_is_on_the_page_at_the_next_request(client: Client) -> None:
    condition = Condition.objects.get(
        criterion__code="lg-revenue", criterion__group__rule_set__code="little-giant-2026"
    )
    assert "上年度不低于5000万元" in client.get("/xiaojuren/").content.decode()

    condition.threshold = Decimal("6543.21")
    condition.save()

    assert "上年度不低于6543.21万元" in client.get("/xiaojuren/").content.decode()
    assert "不低于6543.21万元" in client.get("/compare/").content.decode()


def test_a_changed_amount_is_on_every_page_that_prints_it(client: Client) -> None:
    measure = SupportMeasure.objects.get(amount=30_000_000)
    measure.amount = Decimal(31_000_000)
    measure.save()

    for path in ("/zhongdian-xiaojuren/", "/compare/"):
        assert "最高3100万元（含专项支持）" in client.get(path).content.decode()


def test_a_changed_paragraph_is_on_the_page_and_sanitised(client: Client) -> None:
    section = TopicSection.objects.get(page__slug="xiaojuren", key="criteria")
    section.body = "新的**一段**<script>alert(1)</script>"
    section.save()

    markup = client.get("/xiaojuren/").content.decode()
    assert "新的<strong>一段</strong>" in markup
    assert "alert(1)" not in markup


def test_the_comparison_takes_joined_and_repeated_tiers_alike(client: Client) -> None:
    joined = client.get("/compare/?tiers=zhuanjingtexin,xiaojuren").content
    repeated = client.get("/compare/?tiers=zhuanjingtexin&tiers=xiaojuren").content

    assert joined == repeated
    assert "不低于1500万元" in joined.decode()


def test_the_comparison_ignores_tiers_it_does_not_know(client: Client) -> None:
    assert client.get("/compare/?tiers=%00,nothing").content == client.get("/compare/").content


def test_the_2022_standard_is_compared_on_request_only(client: Client) -> None:
    assert "不低于70%" not in client.get("/compare/?tiers=xiaojuren").content.decode()
    assert "不低于70%" in client.get("/compare/?tiers=xiaojuren&old=1").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = SourceDocument.objects.get(key="owner")
    for number in range(50):
        RegionalTopUp.objects.create(
            code=f"extra-{number}",
            region=Region.objects.get(code="440000"),
            kind=TopUpKind.REWARD,
            title=f"第{number}项",
            source=source,
        )
    for path, most in QUERIES.items():
        with django_assert_max_num_queries(most):
            client.get(path)


QUERIES = {
    "/": 19,  # the state of a round follows from its windows, the main figures from the rules
    "/zhongdian-xiaojuren/": 32,
    "/compare/": 20,
    "/regions/": 10,
    "/regions/guangdong/": 17,
    "/sources/": 62,
    "/glossary/": 10,
}


def test_a_reader_with_a_404_sees_no_traceback(client: Client, settings: Settings) -> None:
    settings.DEBUG = False

    assert "Traceback" not in client.get("/nothing/").content.decode()
