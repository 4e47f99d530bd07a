"""The result above the form: the tier in reach first, exact gaps, what to do next, what to take."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.diagnosis.assessment.next_steps import next_steps
from policies.diagnosis.assessment.result import diagnose
from policies.diagnosis.models import Submission
from policies.models import Condition, RegionalTopUp, RuleSet, SourceDocument, Tier
from policies.models.rounds import AccountingPeriod
from policies.rules import Profile
from policies.vocabulary import CurrentTitle, Province, TierCode
from tests.pages.test_owner_facts import visible_text

URL = "/diagnosis/"
TODAY = date(2026, 11, 24)

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ANSWERS = {
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


def result_of(client: Client, **answers: Any) -> str:
    """Return the visible text of the result for some answers."""
    markup = client.post(URL, ANSWERS | answers).content.decode()
    match = re.search(r'<section class="result".*?</section>', markup, re.DOTALL)
    assert match is not None
    return visible_text(match[0])


def test_the_tier_within_reach_leads_with_its_counts(client: Client) -> None:
    text = result_of(client)
    assert "小巨人：达标3、未达3、未答11、待专家0差3项。" in text
    assert text.index("小巨人：达标") < text.index("省级专精特新：达标")


def test_the_blocking_conditions_show_answer_requirement_gap_evidence_and_basis(
    client: Client,
) -> None:
    text = result_of(client)
    for shown in (
        "差280万元",
        "近两年研发费用合计：不低于1200万元；您填：920万元",
        "差1.5个百分点，营收再差174万元",
        "Ⅰ类知识产权：不低于4项；您填：3项",
        "或以此替代：国家级科技奖励前三",
        "证明审计报告",
        "还会看与主导产品的关联性",
        "依据工信部企业〔2026〕2号（据转述，原文待核）",
    ):
        assert shown in text


def test_held_tiers_and_the_closed_list_are_folded_with_their_state(client: Client) -> None:
    markup = client.post(URL, ANSWERS).content.decode()
    for code in ("specialized-2026", "key-support-2024", "key-owner-view"):
        assert f'<details class="other-rule-set" id="rules-{code}">' in markup
    assert "2024至2026年三批遴选已结束，仅供参考" in visible_text(markup)


def test_the_owners_points_are_listed_without_a_verdict(client: Client) -> None:
    text = result_of(client)
    assert "本中心遴选要点，仅供参考" in text
    assert "逐项列出，不作结论" in text


def test_no_result_says_that_an_enterprise_qualifies(client: Client) -> None:
    every_answer = {
        "is_sme": "true", "clean_record": "true", "product_allowed": "true",
        "excluded_by_notice": "false", "main_product_share": "60", "segment_years": "5",
        "main_business_share": "95", "debt_ratio": "50", "market_share": "12", "rd_y1": "900",
        "revenue_y3": "5000", "class1_ip": "4", "product_fields": "core_parts",
        "platform_score": "66",
    }  # fmt: skip
    text = result_of(client, **every_answer)
    assert "小巨人：达标16、未达0、未答0、待专家1" in text
    assert "数值条件均达到，另有1项由专家判断，以主管部门认定为准" in text
    assert "符合认定" not in text


def test_a_review_without_a_rule_gets_its_sentence(client: Client) -> None:
    assert "省级复核规则未收录，请看本省通知" in result_of(client, application_type="review")


def test_an_engine_that_fails_leaves_the_answers_and_says_what_to_do(client: Client) -> None:
    # What no form of the desk lets through: a title that no enterprise can hold.
    champion = Tier.objects.get(code=TierCode.SINGLE_CHAMPION)
    RuleSet.objects.get(code="little-giant-2026").holders.add(champion)
    response = client.post(URL, ANSWERS)
    page = response.content.decode()
    assert response.status_code == 200
    assert "现在不能自动诊断" in page
    assert 'value="5600"' in page


def test_a_changed_threshold_changes_page_and_diagnosis_together(client: Client) -> None:
    Condition.objects.filter(
        criterion__code="lg-rd-total", criterion__group__rule_set__code="little-giant-2026"
    ).update(threshold=Decimal(920))
    assert "近两年合计不低于920万元" in visible_text(client.get("/xiaojuren/").content.decode())
    text = result_of(client)
    assert "近两年研发费用合计：不低于920万元；您填：920万元" in text
    assert "近两年研发费用合计：不低于1200万元" not in text


def test_the_address_carries_no_figure_and_nothing_is_stored(client: Client) -> None:
    response = client.post(URL, ANSWERS)
    assert response.request["PATH_INFO"] == URL
    assert response.request["QUERY_STRING"] == ""
    assert Submission.objects.count() == 0


def test_a_corrected_answer_keeps_all_others(client: Client) -> None:
    page = client.post(URL, ANSWERS | {"rd_y1": "780"}).content.decode()
    assert "差280万元" not in page
    for value in ("6000", "5200", "5600", "420", "780"):
        assert f'value="{value}"' in page


def test_the_open_questions_are_listed_by_department(client: Client) -> None:
    markup = client.post(URL, ANSWERS).content.decode()
    match = re.search(r'<pre class="take-away"[^>]*>(.*?)</pre>', markup, re.DOTALL)
    assert match is not None
    lines = match[1].splitlines()
    assert any(line.startswith("财务：") and "主营业务收入占比" in line for line in lines)
    assert any(line.startswith("综合：") and "细分市场排名" in line for line in lines)
    assert not any("研发费用" in line for line in lines)


def test_markup_in_no_answer_reaches_the_page(client: Client) -> None:
    assert (
        "<script>x" not in client.post(URL, {"message": "<script>x", "rd_y1": "1"}).content.decode()
    )


def test_the_number_of_queries_stays_fixed(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hubei_city = {"region_id": RegionalTopUp.objects.values_list("region", flat=True).first()}
    source = SourceDocument.objects.get(key="owner")
    for number in range(20):
        RegionalTopUp.objects.create(
            code=f"more-{number}", kind="reward", title="奖励", source=source, **hubei_city
        )
    with django_assert_max_num_queries(45):
        client.post(URL, ANSWERS | {"region": "440000"})


PERIOD_RUNNING = AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)
PERIOD_OVER = AccountingPeriod(2027, 2026)
PROFILE = Profile(
    current_title=CurrentTitle.SPECIALIZED,
    title_valid=True,
    region=Province.GUANGDONG,
    revenue_y1=Decimal(6000),
    revenue_y2=Decimal(52000),
    revenue_y3=Decimal(5600),
    rd_y1=Decimal(500),
    rd_y2=Decimal(420),
    class1_ip=Decimal(3),
    national_award=False,
)


def groups(period: AccountingPeriod) -> list[tuple[str, list[str]]]:
    steps = diagnose(PROFILE, period, TODAY).next_steps
    assert steps is not None
    return [(group.title, [step.title for step in group.steps]) for group in steps.groups]


def test_what_can_still_change_this_year_comes_before_what_cannot() -> None:
    assert groups(PERIOD_RUNNING) == [
        (
            "2026年还没有过完：到年底前补上，就算进这一次",
            ["近两年营收复合增长率", "近两年研发费用合计"],
        ),
        ("不按会计年度算：申报前达到即可", ["Ⅰ类知识产权"]),
        ("往年的数已经定了，这一次改变不了", ["近两年每年研发占比"]),
    ]


def test_once_the_year_is_over_its_figures_are_settled() -> None:
    assert groups(PERIOD_OVER)[0][0] == "不按会计年度算：申报前达到即可"
    assert groups(PERIOD_OVER)[1][0].startswith("按2026年的数算，已经定了")


def test_the_regions_top_ups_for_the_tier_are_listed_and_never_added_up(client: Client) -> None:
    text = result_of(client, region="440000")
    assert "各条不相加，也不等于一定能拿到" in text
    assert "广东对小巨人的奖励和配套：查到" in text


def test_a_region_without_findings_reads_not_found(client: Client) -> None:
    RegionalTopUp.objects.filter(region__parent__slug="hubei").delete()
    assert "湖北对小巨人的奖励和配套：未查到" in result_of(client)


def test_a_top_up_that_has_ended_is_left_out(
    make_top_up: Callable[..., RegionalTopUp],
) -> None:
    make_top_up("ended", valid_until=date(2026, 11, 23))
    make_top_up("running", valid_until=TODAY)
    target = diagnose(PROFILE, PERIOD_RUNNING, TODAY).assessment
    assert target is not None
    assert target.target is not None
    steps = next_steps(target.target, PROFILE, PERIOD_RUNNING, TODAY)
    codes = {top_up.code for _, top_ups in steps.top_ups for top_up in top_ups}
    assert "running" in codes
    assert "ended" not in codes


@pytest.fixture
def make_top_up() -> Callable[..., RegionalTopUp]:
    guangdong = RegionalTopUp.objects.get(code="owner-guangdong").region
    source = SourceDocument.objects.get(key="owner")

    def make(code: str, **values: Any) -> RegionalTopUp:
        return RegionalTopUp.objects.create(
            code=code, region=guangdong, kind="reward", title="奖励", source=source, **values
        )

    return make


@pytest.mark.parametrize(
    ("answer", "outcome", "drawn"),
    [
        ("4999.99", "not_met", "58"),
        ("5000", "met", "60"),
        ("", "unknown", None),
    ],
)
def test_a_gauge_shows_what_the_verdict_says(
    answer: str, outcome: str, drawn: str | None, client: Client
) -> None:
    markup = client.post(URL, ANSWERS | {"revenue_y1": answer}).content.decode()
    beside = markup.partition("不低于5000万元")[2].partition("</li>")[0]
    assert f'class="gauge {outcome}"' in beside
    answers = re.findall(r'class="answer" d="M0 3h([0-9]+)"', beside)
    assert answers == ([] if drawn is None else [drawn])
