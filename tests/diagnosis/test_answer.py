"""The answer in a sentence: twelve companies, and that no part of it contradicts another."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from policies import rules
from policies.diagnosis.assessment.answer import Answer, answer_of
from policies.diagnosis.assessment.assess import Assessment, assess
from policies.diagnosis.assessment.steps import NextSteps, next_steps
from policies.diagnosis.assessment.verdict import Verdict
from policies.diagnosis.form.answer_sheet import answers_as_json
from policies.diagnosis.goals import aim_of
from policies.diagnosis.vocabulary import Goal
from policies.models import Condition, Edition, RuleSet
from policies.models.copying import copy_rule_set
from policies.models.rounds import AccountingPeriod
from policies.rules import Profile
from policies.rules.parsing import parse_profile
from policies.vocabulary import CurrentTitle, Province, PublicationState, RuleSetOutcome
from tests.rules.test_properties import ANSWERS

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 29)
PERIOD = AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)
OVER = AccountingPeriod(2027, 2026)


def answer(
    title: CurrentTitle, goal: Goal, period: AccountingPeriod = PERIOD, **given: Any
) -> tuple[Answer, NextSteps]:
    """Return the answer and the next steps; numbers are given as whole ones."""
    figures: dict[str, Any] = {
        name: Decimal(value) if type(value) is int else value for name, value in given.items()
    }
    titled: dict[str, Any] = {"current_title": title, "title_valid": True}
    profile = Profile(**titled | figures)
    found = answer_of(
        assess(profile, aim_of(title, goal), TODAY, period), answers_as_json(profile), period
    )
    return found, next_steps(found, profile.region, TODAY)


SPECIALIZED, LITTLE_GIANT = CurrentTitle.SPECIALIZED, CurrentTitle.LITTLE_GIANT
KEY_MET: dict[str, Any] = {
    "clean_record": True,
    "tax_clean": True,
    "listed": False,
    "funded_before": False,
    "plan_aspects": frozenset({"new_products"}),
}
NEAR: dict[str, Any] = {
    "revenue_y1": 6200, "revenue_y2": 5800, "revenue_y3": 5700, "rd_y1": 520, "rd_y2": 410,
    "class1_ip": 3, "is_sme": True, "clean_record": True, "excluded_by_notice": False,
    "product_allowed": True, "main_product_share": 72, "main_business_share": 95,
    "debt_ratio": 50, "market_share": 12,
}  # fmt: skip
Company = tuple[tuple[CurrentTitle, Goal, dict[str, Any]], str, list[str], str]
COMPANIES: dict[str, Company] = {
    "near 小巨人": (
        (SPECIALIZED, Goal.NEXT, NEAR),
        "小巨人：还差3项（其中Ⅰ类若有国家级奖可免）：研发差270万元、Ⅰ类差1项、2026年营收差84.25万元；"
        "3项未填",
        ["研发差270万元", "Ⅰ类差1项", "2026年营收差84.25万元"],
        "核对近两年研发费用合计",
    ),
    "valid 小巨人 for 重点": (
        (LITTLE_GIANT, Goal.KEY, KEY_MET | {"plan_investment": 1800}),
        "重点小巨人的基本条件：还有1项未达到",
        ["计划投资1800万元，须超过2000万元"],
        "核对推进计划投资总额",
    ),
    "复核 due": (
        (LITTLE_GIANT, Goal.REVIEW, {"debt_ratio": 72, "segment_years": 8}),
        "2027年小巨人复核规则未见，旧标准仅供参考；按2022年标准：还差1项：负债率高出2个百分点；3项未填",
        ["负债率高出2个百分点"],
        "以后年度复核",
    ),
    "holder of 重点": (
        (CurrentTitle.KEY_LITTLE_GIANT, Goal.NEXT, {}),
        "已获支持，往后看绩效和复核；2027年小巨人复核规则未见，旧标准仅供参考；按2022年标准：5项还没有填",
        [],
        "按绩效目标完成推进计划",
    ),
    "software firm": (
        (SPECIALIZED, Goal.NEXT, {"class1_ip": 0, "domestic_rank": 3}),
        "小巨人：还差1项（Ⅰ类若有国家级奖可免）：Ⅰ类差4项；14项未填",
        ["Ⅰ类差4项"],
        "核对Ⅰ类知识产权",
    ),
    "over SME size": (
        (SPECIALIZED, Goal.NEXT, {"is_sme": False}),
        "小巨人：这条路不适用，因为超过中小企业划型标准",
        [],
        "超过中小企业划型标准，换一条路",
    ),
    "listed": (
        (LITTLE_GIANT, Goal.KEY, KEY_MET | {"listed": True, "plan_investment": 1800}),
        "重点小巨人：这条路不适用，因为已公开发行股票上市",
        ["计划投资1800万元，须超过2000万元"],
        "已公开发行股票上市，换一条路",
    ),
    "award holder": (
        (SPECIALIZED, Goal.NEXT, {"class1_ip": 1, "national_award": True}),
        "小巨人：所填2项符合，15项未填",
        [],
        "补上未填的15项",
    ),
    "start-up": (
        (CurrentTitle.NONE, Goal.NEXT, {"revenue_y1": 300, "segment_years": 1}),
        "省级专精特新：还差3项（其中营收规模若有股权投资可免）：前置称号不符、细分市场年限差2年、"
        "营收规模差1200万元；10项未填",
        ["前置称号不符", "细分市场年限差2年", "营收规模差1200万元"],
        "先评科技和创新型",
    ),
    "revenue only": (
        (SPECIALIZED, Goal.NEXT, {"title_valid": None, "revenue_y1": 6000}),
        "小巨人：所填1项符合，16项未填",
        [],
        "补上未填的16项",
    ),
    "no title aiming at 小巨人": (
        (CurrentTitle.NONE, Goal.KEY, {"revenue_y1": 6000}),
        "省级专精特新：还差1项：前置称号不符；11项未填",
        ["前置称号不符"],
        "先评科技和创新型",
    ),
    "expired title": (
        (SPECIALIZED, Goal.NEXT, {"title_valid": False}),
        "称号已过有效期，先办复核；小巨人：还差1项：前置称号不符；16项未填",
        ["前置称号不符"],
        "先办复核",
    ),
}


@pytest.mark.parametrize("company", COMPANIES)
def test_a_company_reads_its_answer_in_a_sentence_and_what_to_do_first(company: str) -> None:
    (title, goal, answers), headline, gaps, first = COMPANIES[company]
    found, steps = answer(title, goal, **answers)
    assert found.headline == headline
    assert [gap.in_short for gap in found.gaps] == gaps
    assert steps.now[0].title == first
    assert steps.now[-1].text


def test_the_support_list_is_told_with_its_quota_and_its_closed_window() -> None:
    found, _ = answer(LITTLE_GIANT, Goal.KEY, **KEY_MET, plan_investment=1800)
    assert found.say == (
        "按您所填4项符合，2项由专家评审；都符合后，仍由省里按名额评审推荐。现在没有申报窗口，为下一轮准备。"
    )
    assert found.in_short == "重点小巨人1项未达"
    assert found.gaps[0].text == "您填1800万元，须超过2000万元（恰好2000万元不够）"
    assert found.gaps[0].remark == "恰好2000万元不够"


@pytest.mark.parametrize(
    ("answers", "way"),
    [
        ({"is_sme": False}, "制造业单项冠军"),
        ({"excluded_by_notice": True}, "核对是哪一种情形"),
    ],
)
def test_a_closed_way_names_the_one_that_fits(answers: dict[str, Any], way: str) -> None:
    found, steps = answer(SPECIALIZED, Goal.NEXT, **answers)
    assert way in found.say
    assert way in steps.now[0].text
    assert steps.checklist is None


def test_what_this_year_no_longer_changes_names_the_first_year_that_does() -> None:
    _, steps = answer(SPECIALIZED, Goal.NEXT, **NEAR)
    assert steps.not_this_year == ()
    _, steps = answer(SPECIALIZED, Goal.NEXT, OVER, **NEAR | {"segment_years": 1})
    later = {step.title: step.text for step in steps.not_this_year}
    assert "最早2028年申报时能达到" in later["近两年研发费用合计"]
    assert "最早2029年申报时能达到" in later["细分市场年限"]
    assert "Ⅰ类知识产权" not in later


@pytest.mark.parametrize(
    ("period", "last", "first"), [(PERIOD, 100, 2028), (OVER, 500, 2028), (OVER, 100, 2029)]
)
def test_a_figure_of_the_year_before_waits_until_the_last_one_takes_its_place(
    period: AccountingPeriod, last: int, first: int
) -> None:
    figures = {"revenue_y1": 6000, "revenue_y2": 6000, "rd_y1": last, "rd_y2": 100}
    _, steps = answer(SPECIALIZED, Goal.NEXT, period, **figures)
    found = {step.title: step.text for step in steps.not_this_year}
    assert f"最早{first}年申报" in found["近两年每年研发占比"]


def test_nothing_invites_padding() -> None:
    for title, goal, answers in (company[0] for company in COMPANIES.values()):
        found, steps = answer(title, goal, **answers)
        told = found.say + "".join(step.title + step.text for step in steps.now)
        assert not re.search(
            "到年底前|补足|做到|凑|没有下一级|已答的都达到|没有卡住|上年度|前年", told
        )


def test_the_authority_the_rewards_and_the_materials_stand_with_the_steps() -> None:
    _, steps = answer(SPECIALIZED, Goal.NEXT, region=Province.GUANGDONG)
    assert steps.region is not None
    assert steps.region.authority_name
    assert steps.checklist is not None
    assert next(group.label for group, _ in steps.top_ups) == "认定奖励"
    assert steps.checklist.code == "little-giant-2026"
    _, steps = answer(LITTLE_GIANT, Goal.KEY, region=Province.HUBEI)
    assert (steps.top_ups, steps.plan_materials) == ([], "推进计划、投资测算、绩效目标")


def test_rules_of_the_application_year_are_told_beside_those_of_today() -> None:
    today = RuleSet.objects.get(code="little-giant-2026")
    coming = copy_rule_set(
        today,
        code="little-giant-2027",
        title="2027年条件",
        effective_from=date(2027, 1, 1),
        source=today.source,
    )
    coming.publication = PublicationState.PUBLISHED
    coming.save()
    Condition.objects.filter(
        criterion__code="lg-rd-total", criterion__group__rule_set=coming
    ).update(threshold=1500)
    found, _ = answer(SPECIALIZED, Goal.NEXT, **NEAR | {"rd_y1": 900, "rd_y2": 450})
    assert found.changes == [
        ("近两年研发费用合计", "按现行1200万元达标；按2027年1月1日起1500万元差150万元")
    ]


def test_an_answer_is_the_same_when_read_back() -> None:
    found, _ = answer(SPECIALIZED, Goal.NEXT, **NEAR, region=Province.HUBEI)
    stored = Assessment.from_json(found.assessment.to_json())
    profile = Profile(current_title=SPECIALIZED, title_valid=True, region=Province.HUBEI)
    assert answer_of(stored, answers_as_json(profile), PERIOD) == found


@pytest.fixture(scope="module")
def known() -> dict[str, rules.RuleSet]:
    return {}


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answers=ANSWERS)
def test_no_part_of_an_answer_contradicts_another(
    known: dict[str, rules.RuleSet], answers: dict[str, Any]
) -> None:
    if not known:
        edition = Edition.on(TODAY)
        known.update({row.code: row.to_rules() for row in RuleSet.objects.with_rules(edition)})
    for result in rules.evaluate(parse_profile(answers), known.values()):
        if result.outcome == RuleSetOutcome.ORIENTATION:
            continue
        verdict = Verdict.of(result, PERIOD)
        assert sum(count for _, count, _ in verdict.counts) == len(result.criteria)
        assert {gap.item for gap in verdict.gaps} == set(result.gaps)
        if result.exclusions:
            assert (verdict.conclusion, verdict.in_short) == ("这条路不适用", "不适用")
        elif verdict.gaps:
            assert re.findall("[0-9]+", verdict.conclusion) == [str(len(verdict.gaps))]
            assert all(gap.in_short in verdict.detail for gap in verdict.gaps[:4])
        elif result.open:
            assert str(len(result.open)) in verdict.conclusion
            assert ("符合" in verdict.conclusion) == bool(result.met)
        else:
            assert verdict.conclusion == "数值条件均达到"
            assert result.outcome in (RuleSetOutcome.MET, RuleSetOutcome.REVIEW)
