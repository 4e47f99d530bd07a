"""Every fact of the owner's page stands on the site, looked up on the rendered pages."""

import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from policies.vocabulary.formats import amount_text, date_text

pytestmark = pytest.mark.once

FACTS = Path(__file__).parent
OWNER_PAGE: dict[str, Any] = yaml.safe_load((FACTS / "owner_page.yaml").read_text())
DISPUTES: list[dict[str, Any]] = yaml.safe_load((FACTS / "disputed.yaml").read_text())["disputed"]

# Keys whose values steer the site and are not printed as such.
STEERING = {
    "as_of", "approx", "cumulative", "disputed", "documents_for_base", "gb2260", "links_to", "mode",
    "notice_disputed", "old_path", "per", "premise_disputed", "slug", "unit", "value",
    "counts", "amounts_yuan", "rd_total_2y_wan", "rd_share_percent", "class1_ip",
}  # fmt: skip


def leaves(value: Any, key: str = "") -> Iterator[str]:
    """Yield every text that must be printed, amounts and dates in their printed form."""
    if key in STEERING:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    elif isinstance(value, int) and key == "amount_max_yuan":
        yield f"最高{amount_text(Decimal(value))}"
    elif isinstance(value, date):
        yield date_text(value)
    elif isinstance(value, str):
        yield value


def visible_text(markup: str) -> str:
    """Return the text of a page without tags, comments and white space."""
    body = re.sub(r"(?s)<head>.*?</head>|<!--.*?-->", "", markup)
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", body)))


@cache
def text_of(path: str) -> str:
    """Return the text of a page of the seeded site, which no test here changes."""
    return visible_text(Client().get(path).content.decode())


@pytest.fixture
def topic_text(seeded: None) -> str:
    return text_of("/zhongdian-xiaojuren/")


FACTS_TO_PRINT = sorted(set(leaves(OWNER_PAGE)))


def test_the_whole_owner_page_is_looked_up() -> None:
    assert len(FACTS_TO_PRINT) > 80


@pytest.mark.django_db
@pytest.mark.parametrize("fact", FACTS_TO_PRINT)
def test_the_topic_page_prints_each_fact_of_the_owner(fact: str, topic_text: str) -> None:
    assert re.sub(r"\s+", "", fact) in topic_text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "figure", ["约5500家", "约42%", "约12950家", "1200万元", "3%", "2025年12月31日"]
)
def test_the_topic_page_prints_each_figure_of_the_owner(figure: str, topic_text: str) -> None:
    assert figure in topic_text


@pytest.mark.django_db
def test_the_roman_one_of_class_one_is_the_right_character(topic_text: str) -> None:
    assert "Ⅰ类知识产权" in topic_text
    assert "Ι类" not in topic_text
    assert "I类" not in topic_text


@pytest.mark.django_db
@pytest.mark.parametrize("dispute", DISPUTES, ids=[d["id"] for d in DISPUTES])
def test_the_sources_page_lists_each_pair(dispute: dict[str, Any], seeded: None) -> None:
    text = text_of("/sources/")
    for part in ("about", "owner", "documents", "public"):
        assert re.sub(r"\s+", "", dispute.get(part, "")) in text


@pytest.mark.django_db
@pytest.mark.parametrize("dispute", DISPUTES, ids=[d["id"] for d in DISPUTES])
def test_each_pair_stands_where_the_owner_states_it(
    dispute: dict[str, Any], topic_text: str
) -> None:
    if dispute["treatment"] == "two_figures":  # of the others both views stand at /sources/
        assert re.sub(r"\s+", "", dispute["documents"]) in topic_text
    assert re.sub(r"\s+", "", dispute["public"]) in topic_text


@pytest.mark.django_db
def test_editors_notes_stay_in_the_desk(topic_text: str) -> None:
    pages = topic_text + text_of("/sources/")
    for dispute in DISPUTES:
        if note := dispute.get("editors_note"):
            assert re.sub(r"\s+", "", note) not in pages


PUBLIC_PAGES = (
    "/", "/zhongdian-xiaojuren/", "/xiaojuren/", "/zhuanjingtexin/", "/kejichuangxin/", "/compare/",
    "/regions/", "/regions/guangdong/", "/regions/hubei/", "/sources/", "/glossary/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_no_fact_claims_that_its_document_was_opened(path: str, seeded: None) -> None:
    assert "已核原文" not in text_of(path)
