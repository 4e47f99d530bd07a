"""References in Markdown print what is stored, follow it, and are refused where unclear."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from policies.models import (
    Condition,
    Criterion,
    CriterionGroup,
    Edition,
    RuleSet,
    Term,
    TopicSection,
)
from policies.presentation.references import References
from policies.vocabulary import PublicationState

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

PAGE = "/xiaojuren/"


def printed(text: str) -> str:
    return References(Edition.now()).render(text).removeprefix("<p>").removesuffix("</p>")


def section_of_page() -> TopicSection:
    return TopicSection.objects.get(page__slug="xiaojuren", key="criteria")


def write(text: str) -> None:
    section = section_of_page()
    section.body = text
    section.full_clean()
    section.save()


def twin_of(code: str, *, rule_set: str) -> Criterion:
    """A criterion of the same code in another rule set, asking for 77."""
    original = Criterion.objects.get(code=code)
    group = CriterionGroup.objects.filter(rule_set__code=rule_set)[0]
    twin = Criterion.objects.create(group=group, code=code, title="旧条", source=original.source)
    condition = original.conditions.get()
    condition.pk, condition.criterion, condition.threshold = None, twin, Decimal(77)
    condition.save()
    return twin


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("不低于[[lg-rd-total]]", "不低于1200万元"),
        ("[[ lg-debt ]]", "75%"),
        ("[[lg-ip]]", "4项"),
        ("[[lg-market:2]]", "3名"),
        ("[[lg-market：1]]", "10%"),
        ("[[old-innovation:1]]", "10000万元"),
        ("[[little-giant-2026/lg-rd-total]]", "1200万元"),
        ("**[[lg-rd-total]]**", "<strong>1200万元</strong>"),
        (
            "[[doc:miit-2026-2]]",
            '<a href="/sources/#miit-2026-2" rel="noopener">工信部企业〔2026〕2号</a>',
        ),
        (
            "[[term:Ⅰ类知识产权]]",
            '<a href="/glossary/#class-1-ip" rel="noopener">Ⅰ类知识产权</a>',
        ),
        (r"\[[lg-rd-total]]", "[[lg-rd-total]]"),
        ("`[[lg-rd-total]]`", "<code>[[lg-rd-total]]</code>"),
        ("[[没有的名字]]", "待核实"),
        ("[[lg-chain]]", "待核实"),
    ],
)
def test_a_name_prints_what_it_stands_for(text: str, shown: str) -> None:
    assert printed(text) == shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[lg-xx]]", "没有代号为“lg-xx”的条件项"),
        ("[[<script>]]", "没有代号为“<script>”的条件项"),
        ("[[doc:nothing]]", "没有代号为“nothing”的依据文件"),
        ("[[term:没有]]", "术语表里没有“没有”"),
        ("[[lg-chain]]", "没有数值"),
        (
            "[[lg-market]]",
            "有几个数值，请写明是哪一个：[[lg-market:1]]（10%）、[[lg-market:2]]（3名）",
        ),
        ("[[lg-market:9]]", "没有这个序号的数值"),
        ("[[little-giant-2022/lg-ip]]", "没有代号为“lg-ip”的条件项"),
    ],
)
def test_an_unclear_name_is_refused_beside_its_field(text: str, message: str) -> None:
    section = section_of_page()
    section.body = f"好的[[lg-ip]]，不好的{text}"
    with pytest.raises(ValidationError) as refused:
        section.full_clean()
    assert list(refused.value.message_dict) == ["body"]
    assert message in refused.value.message_dict["body"][0]


def test_every_markdown_field_is_checked() -> None:
    for model, field in ((Term, "meaning"), (RuleSet, "summary"), (TopicSection, "callout")):
        row = model._default_manager.all()[0]
        setattr(row, field, "[[lg-xx]]")
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert field in refused.value.message_dict


def test_the_desk_says_what_is_unclear(admin_client: Client) -> None:
    term = Term.objects.get(key="main-product")
    address = reverse("admin:policies_term_change", args=[term.pk])
    answer = admin_client.post(address, {"meaning": "[[lg-xx]]"})
    assert "没有代号为“lg-xx”的条件项" in answer.content.decode()


def test_the_page_follows_the_threshold_at_the_next_request(client: Client) -> None:
    write("研发费用合计[[lg-rd-total]]以上")
    assert "研发费用合计1200万元以上" in client.get(PAGE).content.decode()

    Condition.objects.filter(criterion__code="lg-rd-total").update(threshold=Decimal("1350.5"))
    assert "研发费用合计1350.5万元以上" in client.get(PAGE).content.decode()


def test_the_newest_rule_set_of_the_edition_is_meant() -> None:
    twin_of("lg-debt", rule_set="little-giant-2022")
    assert printed("[[lg-debt]]") == "75%"
    assert printed("[[little-giant-2022/lg-debt]]") == "77%"

    RuleSet.objects.filter(code="little-giant-2026").update(publication=PublicationState.DRAFT)
    assert printed("[[lg-debt]]") == "77%"


def test_a_code_of_two_tiers_needs_its_rule_set() -> None:
    twin_of("lg-debt", rule_set="specialized-2026")
    assert printed("[[lg-debt]]") == "待核实"
    with pytest.raises(ValidationError, match=r"\[\[specialized-2026/lg-debt\]\]"):
        write("[[lg-debt]]")
    write("[[specialized-2026/lg-debt]]")


def test_what_readers_do_not_see_yet_may_be_named_and_prints_unclear(client: Client) -> None:
    Criterion.objects.filter(code="lg-ip").update(publication=PublicationState.DRAFT)
    Term.objects.filter(name="主导产品").update(publication=PublicationState.DRAFT)
    write("要[[lg-ip]]，见[[term:主导产品]]")
    assert "要待核实，见待核实" in client.get(PAGE).content.decode()


def test_the_preview_prints_references_drafts_included(admin_client: Client) -> None:
    Criterion.objects.filter(code="lg-ip").update(publication=PublicationState.DRAFT)
    answer = admin_client.post(reverse("markdown-preview"), {"content": "要[[lg-ip]]"})
    assert answer.content.decode() == "<p>要4项</p>"


def test_a_text_without_references_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        References(Edition.now()).render("一段[链接](/x/)和\\[方括号]")


def test_a_page_looks_its_names_up_together(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(200) as before:
        client.get(PAGE)
    every_kind = "[[lg-ip]] [[lg-debt]] [[doc:miit-2026-2]] [[term:主导产品]]"
    for section in TopicSection.objects.filter(page__slug="xiaojuren"):
        section.body = section.callout = every_kind
        section.save()
    with django_assert_max_num_queries(len(before) + 4):
        page = client.get(PAGE).content.decode()
    assert page.count("<p>4项 75% ") == 16


def test_footnotes_of_several_texts_of_a_page_have_different_ids(client: Client) -> None:
    for section in TopicSection.objects.filter(page__slug="xiaojuren"):
        section.body = section.callout = "说明[^1]，再说[^1]。\n\n[^1]: 依据。"
        section.save()
    ids = re.findall(r' id="(fn[^"]*)"', client.get(PAGE).content.decode())
    assert len(ids) == len(set(ids)) >= 48


def test_a_text_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(ValidationError, match="最多20000个字，现在是20001个字"):
        write("字" * 20_001)
    write("字" * 20_000)
