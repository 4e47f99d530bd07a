"""The search finds what readers see, best first, whatever is typed."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.models import (
    Criterion,
    Edition,
    RegionalTopUp,
    RuleSet,
    SourceDocument,
    Term,
)
from policies.pages.search.entries import Entry
from policies.pages.search.finding import index_of
from policies.presentation.previews import preview_address
from policies.vocabulary import PublicationState, TopUpKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def found(query: str) -> list[Entry]:
    """Return the entries that a query finds in what readers see now."""
    index = index_of(Edition.now())
    return index.find(index.words(query))


def page(client: Client, query: str, path: str = "/search/", **more: str) -> str:
    response = client.get(path, {"q": query, **more})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("小巨人", "专精特新“小巨人”企业"),
        ("专精特新小巨人", "专精特新“小巨人”企业"),
        ("重点“小巨人”", "重点支持的专精特新“小巨人”企业"),
        ("一类知识产权", "Ⅰ类知识产权"),
        ("Ｉ类知识产权", "Ⅰ类知识产权"),
        ("研发费", "研发费用口径"),
        ("工信部企业[2026]2号", "优质中小企业梯度培育管理办法"),
        ("广州", "广州市"),
        ("GuangZhou", "广州市"),
        ("术语", "术语"),
        ("诊断表", "诊断表"),
    ],
)
def test_the_best_hit_comes_first(query: str, title: str) -> None:
    assert found(query)[0].title.startswith(title)


def test_titles_come_before_texts_and_current_rules_before_old_ones() -> None:
    titles = [(entry.title, entry.is_former) for entry in found("资产负债率")]

    assert titles.index(("资产负债率", False)) < titles.index(("资产负债率", True))
    in_text = next(place for place, (title, _) in enumerate(titles) if "负债" not in title)
    assert in_text > titles.index(("资产负债率", True))


def test_all_words_are_asked_for() -> None:
    assert {entry.place for entry in found("资产负债率 2022年")} == {"“小巨人”复核标准（2022年）"}
    assert found("资产负债率 火星") == []


def test_a_figure_is_found_that_only_the_rules_hold() -> None:
    assert "/xiaojuren/#lg-revenue" in [entry.address for entry in found("不低于5000万元")]


def test_a_text_is_found_as_its_references_print_it() -> None:
    section = Term.objects.get(key="main-product")
    assert "[[" in section.meaning
    [entry] = [entry for entry in found("主导产品 同期营收超过50%") if entry.title == "主导产品"]
    assert "[[" not in entry.text


def test_every_hit_leads_to_its_place(client: Client) -> None:
    pages: dict[str, str] = {}
    lost: list[str] = []
    for address in {entry.address for entry in index_of(Edition.now()).entries}:
        path, _, anchor = address.partition("#")
        if path not in pages:
            pages[path] = client.get(path).content.decode()
        if anchor and f'id="{anchor}"' not in pages[path]:
            lost.append(address)
    assert lost == []


def test_a_fact_shows_how_far_it_has_been_checked(client: Client) -> None:
    assert "据转述，原文待核" in page(client, "资产负债率")


def test_what_readers_do_not_see_is_not_found_but_in_a_preview(client: Client) -> None:
    term = Term.objects.get(key="market-segment")
    term.publication = PublicationState.DRAFT
    term.save()

    assert term.get_absolute_url() not in page(client, "细分市场")
    preview = preview_address(Edition.now().day, "/search/")
    assert term.get_absolute_url() in page(client, "细分市场", preview)


def test_an_edit_is_found_at_the_next_request(client: Client) -> None:
    assert "没有找到" in page(client, "全新的词")

    criterion = Criterion.objects.get(code="lg-debt")
    criterion.wording = "这里有全新的词"
    criterion.save()

    assert "<mark>全新的词</mark>" in page(client, "全新的词")


def test_the_index_is_built_once_for_each_state_of_the_content() -> None:
    index = index_of(Edition.now())
    assert index_of(Edition.now()) is index

    RuleSet.objects.filter(code="little-giant-2026").update(title="新标题")
    assert index_of(Edition.now()) is not index


def test_hits_are_paged_and_told_apart_by_kind(client: Client) -> None:
    first, second = page(client, "小巨人"), page(client, "小巨人", page="2")
    assert first.count('class="hit"') == 20
    assert re.findall(r'<h2><a href="([^"]*)', first) != re.findall(r'<h2><a href="([^"]*)', second)
    of_terms = page(client, "小巨人", kind="term")
    assert set(re.findall(r'<p class="mini"><span class="tag">(.*?)</span>', of_terms)) == {"术语"}


@pytest.mark.parametrize("more", [{"page": "999"}, {"page": "x"}, {"kind": "nothing"}])
def test_unknown_values_are_ignored(more: dict[str, str], client: Client) -> None:
    assert 'class="hit"' in page(client, "小巨人", **more)


def test_without_a_hit_the_page_says_what_to_try(client: Client) -> None:
    markup = page(client, "广洲 知识产权")

    assert "没有找到" in markup
    assert quote("知识产权") in markup  # the word that is found alone
    assert "/regions/gansu/" in markup
    assert "mailto:" in markup
    assert "广州市" in page(client, "广洲")


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    province = RegionalTopUp.objects.get(code="owner-guangdong").region
    RegionalTopUp.objects.bulk_create(
        RegionalTopUp(
            code=f"extra-{number}",
            region=province,
            kind=TopUpKind.REWARD,
            title=f"第{number}项奖励",
            source=SourceDocument.objects.get(key="owner"),
        )
        for number in range(40)
    )
    with django_assert_max_num_queries(MOST_QUERIES):
        page(client, "奖励")


MOST_QUERIES = 90  # most of them once for each state of the content


@pytest.mark.once
@pytest.mark.parametrize(
    "raw",
    [
        "", "%20", "%00", "%E3%80%80", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "%0D%0A", "%25",
        quote("' OR 1=1 --"), quote("\\"), quote("(((("), quote("<script>alert(1)</script>"),
        quote('"><img src=x onerror=alert(1)>'), "a" * 100, quote("长" * 10_000), "&q=x&kind=%00",
    ],
)  # fmt: skip
def test_whatever_is_typed_gets_an_ordinary_answer(raw: str, client: Client) -> None:
    response = client.get(f"/search/?q={raw}")

    assert response.status_code == 200
    markup = response.content.decode()
    assert "<script>alert" not in markup
    assert "<img" not in markup


@pytest.mark.once
def test_a_long_query_is_told_its_limit(client: Client) -> None:
    markup = page(client, "长" * 101)

    assert "请控制在100个字以内" in markup
    assert 'aria-describedby="too-long"' in markup


@pytest.mark.once
def test_the_page_is_kept_by_nobody_and_listed_nowhere(client: Client) -> None:
    response = client.get("/search/?q=小巨人")

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert not response.cookies
