"""The page of the result: the answer first, what is missing, what to do, whom to ask."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.diagnosis.models import Submission
from policies.models import Condition, RegionalTopUp, RuleSet, SourceDocument, Tier
from policies.vocabulary import TierCode
from tests.pages.test_owner_facts import visible_text

URL = "/diagnosis/"
TODAY = date(2026, 11, 24)

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ANSWERS = {
    "goal": "next",
    "current_title": "specialized",
    "title_valid": "true",
    "region": "420000",
    "revenue_y1": "6000",
    "revenue_y2": "5200",
    "revenue_y3": "5600",
    "rd_y1": "500",
    "rd_y2": "420",
    "class1_ip": "3",
    "national_award": "false",
}


def page_of(client: Client, **answers: Any) -> str:
    """Return the page of the result to some answers."""
    return client.post(URL, ANSWERS | answers, follow=True).content.decode()


def result_of(client: Client, **answers: Any) -> str:
    return visible_text(page_of(client, **answers))


def section(page: str, key: str) -> str:
    found = re.search(f'<section id="{key}".*?</section>', page, re.DOTALL)
    assert found is not None
    return visible_text(found[0])


def test_the_answer_leads_and_the_ways_on_stand_right_below(client: Client) -> None:
    page = page_of(client)
    head = page.partition('<div class="verdict">')[2].partition('<div class="columns">')[0]
    assert "小巨人：还差3项：研发差280万元、Ⅰ类差1项、2026年营收差174万元" in visible_text(head)
    assert 'href="#help"' in head
    assert 'href="#next"' in head
    assert "您在这里" in head
    assert 'aria-label="3项符合，11项未填，3项未达到"' in head


def test_what_is_missing_shows_answer_requirement_gap_and_basis(client: Client) -> None:
    missing = section(page_of(client), "gap")
    for shown in (
        "未达到的3项",
        "据工信部企业〔2026〕2号",
        "您填920万元不低于1200万元",
        "差280万元",
        "差1.5个百分点，2026年（预计）营收再差174万元",
        "注意：与主导产品的关联性",
    ):
        assert shown in missing


def test_the_owners_points_and_other_tiers_stand_in_the_rest(client: Client) -> None:
    rest = section(page_of(client), "rest")
    assert "本中心遴选要点，仅供参考" in rest
    assert "逐项列出，不作结论" in rest
    assert "重点小巨人：还有1项未达到" in rest
    assert "规则：工信部企业〔2026〕2号，2026年4月1日起" in rest


def test_no_result_says_that_an_enterprise_qualifies(client: Client) -> None:
    every_answer = {
        "is_sme": "true", "clean_record": "true", "product_allowed": "true",
        "excluded_by_notice": "false", "main_product_share": "60", "segment_years": "5",
        "main_business_share": "95", "debt_ratio": "50", "market_share": "12", "rd_y1": "900",
        "revenue_y3": "5000", "class1_ip": "4", "product_fields": "core_parts",
        "platform_score": "66",
    }  # fmt: skip
    text = result_of(client, **every_answer)
    assert "小巨人：数值条件均达到，另有1项由专家评审" in text
    assert "是否认定，以主管部门为准" in text
    assert "符合认定" not in text


def test_a_provincial_review_without_a_rule_gets_its_sentence_and_whom_to_ask(
    client: Client,
) -> None:
    text = result_of(client, goal="review")
    assert "省级复核规则未收录，请看本省通知" in text
    assert "省里问湖北省经济和信息化厅" in text


def test_an_engine_that_fails_leaves_the_answers_and_the_way_to_an_adviser(client: Client) -> None:
    # What no form of the desk lets through: a title that no enterprise can hold.
    champion = Tier.objects.get(code=TierCode.SINGLE_CHAMPION)
    RuleSet.objects.get(code="little-giant-2026").holders.add(champion)
    page = page_of(client)
    assert "现在不能自动诊断" in page
    assert 'value="5600"' in page
    assert 'name="company_name"' in page


def test_a_changed_threshold_changes_page_and_diagnosis_together(client: Client) -> None:
    Condition.objects.filter(
        criterion__code="lg-rd-total", criterion__group__rule_set__code="little-giant-2026"
    ).update(threshold=Decimal(920))
    assert "近两年合计不低于920万元" in visible_text(client.get("/xiaojuren/").content.decode())
    text = result_of(client)
    assert "近两年（2025、2026年）研发费用合计" not in section(page_of(client), "gap")
    assert "还差2项" in text


def test_the_address_carries_no_figure_and_nothing_is_submitted(client: Client) -> None:
    response = client.post(URL, ANSWERS)
    assert response.status_code == 303
    assert not re.search("5600|6000", response["Location"])
    assert Submission.objects.count() == 0


def test_markup_in_no_answer_reaches_the_page(client: Client) -> None:
    assert "<script>x" not in page_of(client, message="<script>x")


def test_the_number_of_queries_stays_fixed(
    client: Client,
    make_top_up: Callable[..., RegionalTopUp],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        make_top_up(f"more-{number}")
    address = client.post(URL, ANSWERS | {"region": "440000"})["Location"]
    with django_assert_max_num_queries(50):
        client.get(address)


def test_the_rewards_of_the_province_are_told_with_state_and_validity(client: Client) -> None:
    steps = section(page_of(client, region="440000"), "next")
    assert "各条不相加，也不等于一定能拿到" in steps
    assert "广东另外给什么" in steps
    assert re.search("认定奖励：.*有效", steps)


def test_a_region_without_findings_reads_not_found(client: Client) -> None:
    RegionalTopUp.objects.filter(region__parent__slug="hubei").delete()
    assert "没有查到湖北给小巨人的省级奖励和配套" in result_of(client)


def test_a_top_up_that_has_ended_is_left_out(
    client: Client, make_top_up: Callable[..., RegionalTopUp]
) -> None:
    RegionalTopUp.objects.filter(region__slug="guangdong").delete()
    make_top_up("ended", valid_until=date(2020, 1, 1), title="已经过期的奖励")
    make_top_up("running", title="还有效的奖励")
    steps = section(page_of(client, region="440000"), "next")
    assert "还有效的奖励" in steps
    assert "已经过期的奖励" not in steps


def test_what_a_province_asks_beside_the_rules_is_named_with_what_is_lacking(
    client: Client,
) -> None:
    text = result_of(
        client, current_title="little_giant", goal="key", region="510000", rd_y1="500", rd_y2="420"
    )
    assert "四川另有规定" in text
    assert "近两年（2025、2026年）研发费用合计差280万元" in text
    assert "重点小巨人的基本条件：" in text


@pytest.fixture
def make_top_up() -> Callable[..., RegionalTopUp]:
    guangdong = RegionalTopUp.objects.get(code="owner-guangdong").region
    source = SourceDocument.objects.get(key="owner")

    def make(code: str, **values: Any) -> RegionalTopUp:
        given = {"region": guangdong, "kind": "reward", "title": "奖励", "source": source}
        return RegionalTopUp.objects.create(code=code, **given | {"amount_max": 1} | values)

    return make


@pytest.mark.parametrize(("answer", "drawn"), [("4999.99", ["58"]), ("5000", []), ("", [])])
def test_a_gauge_is_drawn_where_a_figure_falls_short(
    answer: str, drawn: list[str], client: Client
) -> None:
    page = page_of(client, revenue_y1=answer, revenue_y3="", rd_y1="", rd_y2="", class1_ip="")
    assert re.findall(r'class="answer"[^>]* d="M0 3h([0-9]+)"', page) == drawn
