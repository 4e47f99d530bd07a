"""Conditions, answers and gaps in words; no figure contradicts its verdict."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from policies import rules
from policies.rules.wording import (
    NEGATIONS,
    SHORT_NAMES,
    requirement_text,
    threshold_text,
)
from policies.vocabulary import Metric, MetricKind, Operator
from tests.rules.stored import assess_one, profile

pytestmark = pytest.mark.once

OPERATORS = {operator.value: operator for operator in Operator}


def condition(metric: str, operator: str, required: str | bool | None = None) -> rules.Condition:
    """Build a condition from plain texts; choices are separated by commas."""
    value: rules.Required = required if isinstance(required, bool) else None
    if isinstance(required, str):
        is_set = operator == Operator.OVERLAPS
        value = frozenset(required.split(",")) if is_set else Decimal(required)
    return rules.Condition(Metric(metric), OPERATORS[operator], value)


REVENUE = condition("revenue_y1", ">=", "5000")
DEBT = condition("debt_ratio", "<=", "75")
MAIN_PRODUCT = condition("main_product_share", ">", "50")
RD_SHARE = condition("rd_share_y1", ">=", "3")
RD_SHARE_ABOVE = condition("rd_share_y1", ">", "3")
GROWTH = condition("revenue_cagr_2y", ">=", "5")
CLASS1 = condition("class1_ip", ">=", "4")
RANK = condition("domestic_rank", "<=", "3")
UNLISTED = condition("listed", "is", False)
SME = condition("is_sme", "is", True)
FILLS_GAP = condition("chain_roles", "overlaps", "fills_gap")
ASPECTS = condition("plan_aspects", "not_empty")
INVESTMENT = condition("plan_investment", ">", "2000")
YEARS = condition("segment_years", ">=", "3")
SCORE = condition("platform_score", ">=", "60")


# What is asked


@pytest.mark.parametrize(
    ("one", "requirement", "threshold"),
    [
        (REVENUE, "上年度营业收入不低于5000万元", "不低于5000万元"),
        (
            condition("revenue_y1", ">=", "5000.0000"),
            "上年度营业收入不低于5000万元",
            "不低于5000万元",
        ),
        (condition("revenue_y1", "<", "5000"), "上年度营业收入须低于5000万元", "须低于5000万元"),
        (DEBT, "上年末资产负债率不高于75%", "不高于75%"),
        (MAIN_PRODUCT, "主导产品收入占比须超过50%", "须超过50%"),
        (
            condition("rd_share_y1", ">=", "3.25"),
            "上年度研发费用占营业收入不低于3.25%",
            "不低于3.25%",
        ),
        (YEARS, "从事特定细分市场年限不低于3年", "不低于3年"),
        (CLASS1, "Ⅰ类知识产权不低于4项", "不低于4项"),
        (SCORE, "专精特新发展评价得分不低于60分", "不低于60分"),
        (RANK, "国内细分市场排名前3名", "前3名"),
        (condition("domestic_rank", "<", "3"), "国内细分市场排名须低于3名", "须低于3名"),
        (condition("domestic_rank", ">=", "3"), "国内细分市场排名不低于3名", "不低于3名"),
        (SME, "符合中小企业划型标准", "是"),
        (condition("listed", "is", True), "已公开发行股票上市", "是"),
        (UNLISTED, "未公开发行股票上市", "否"),
        (condition("excluded_by_notice", "is", False), "不属于不予推荐的情形", "否"),
        (condition("funded_before", "is", False), "未曾获两轮中央财政重点小巨人支持之一", "否"),
        (condition("is_sme", "is", False), "不是：符合中小企业划型标准", "否"),
        (ASPECTS, "推进计划覆盖的方面至少一项", "至少一项"),
        (
            condition("chain_roles", "overlaps", "fills_gap,fills_weakness"),
            "产业链作用至少属于其一：补短板、填空白",
            "至少属于其一：补短板、填空白",
        ),
        (
            condition("chain_roles", "overlaps", "removes_chokepoint"),
            "产业链作用至少属于其一：解决“卡脖子”问题",
            "至少属于其一：解决“卡脖子”问题",
        ),
    ],
)
def test_a_condition_says_what_it_asks(
    one: rules.Condition, requirement: str, threshold: str
) -> None:
    assert (requirement_text(one), threshold_text(one)) == (requirement, threshold)


def test_the_stored_conditions_are_worded_with_their_thresholds(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    little_giant = rule_sets["little-giant-2026"].criteria
    worded = [requirement_text(one) for criterion in little_giant for one in criterion.conditions]
    assert worded == [
        "符合中小企业划型标准",
        "无经营异常、严重失信和重大负面事项",
        "主导产品不属于禁止、限制或淘汰类",
        "主导产品收入占比须超过50%",
        "不属于不予推荐的情形",
        "有效期内的专精特新（或更高）",
        "从事特定细分市场年限不低于3年",
        "上年度营业收入不低于5000万元",
        "主营业务收入占比不低于90%",
        "近两年营业收入复合增长率不低于5%",
        "上年末资产负债率不高于75%",
        "近两年研发费用合计不低于1200万元",
        "上年度研发费用占营业收入不低于3%",
        "前一年度研发费用占营业收入不低于3%",
        "Ⅰ类知识产权不低于4项",
        "近三年获国家级科技奖励且单位排名前三",
        "细分市场占有率不低于10%",
        "国内细分市场排名前3名",
        "主导产品所属领域至少属于其一：制造业核心基础零部件、核心基础元器件、关键软件、先进基础工艺、"
        "关键基础材料、产业技术基础、改造提升传统产业、培育壮大新兴产业、布局建设未来产业",
        "专精特新发展评价得分不低于60分",
    ]


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_can_be_put_into_words(metric: Metric) -> None:
    required: dict[MetricKind, tuple[Operator, rules.Required]] = {
        MetricKind.NUMBER: (Operator.AT_LEAST, Decimal(1)),
        MetricKind.FLAG: (Operator.IS, True),
        MetricKind.CHOICES: (Operator.NOT_EMPTY, None),
    }
    one = rules.Condition(metric, *required[metric.kind])
    assert requirement_text(one).startswith(metric.label)
    assert threshold_text(one)


def test_every_figure_has_a_unit() -> None:
    assert all(metric.unit for metric in Metric if metric.kind == MetricKind.NUMBER)


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_has_a_short_name(metric: Metric) -> None:
    assert 0 < len(SHORT_NAMES[metric]) <= 8


def test_short_names_differ_except_for_the_title() -> None:
    others = [name for name in SHORT_NAMES.values() if name != "前置称号"]
    assert len(others) == len(set(others)) == len(Metric) - 3


@pytest.mark.parametrize("metric", NEGATIONS)
def test_a_negation_is_of_a_yes_or_no(metric: Metric) -> None:
    assert metric.kind == MetricKind.FLAG
    assert NEGATIONS[metric].startswith(("不", "未"))


def test_every_stored_no_is_worded_as_a_negation(rule_sets: Mapping[str, rules.RuleSet]) -> None:
    conditions = (
        one
        for rule_set in rule_sets.values()
        for criterion in rule_set.criteria
        for one in criterion.conditions
    )
    refused = {one.metric for one in conditions if one.required is False}
    assert refused == set(NEGATIONS)


# What was answered


@pytest.mark.parametrize(
    ("one", "answers", "expected"),
    [
        (REVENUE, "revenue_y1=4200.50", "4200.5万元"),
        (REVENUE, "revenue_y1=0", "0万元"),
        (REVENUE, "", "未填"),
        (condition("rd_total_2y", ">=", "1200"), "rd_y1=1 rd_y2=0.5", "1.5万元"),
        (DEBT, "debt_ratio=120", "120%"),
        (YEARS, "segment_years=2.5", "2.5年"),
        (CLASS1, "class1_ip=3", "3项"),
        (RANK, "domestic_rank=5", "第5名"),
        (RANK, "domestic_rank=1", "第1名"),
        (SCORE, "platform_score=59.5", "59.5分"),
        (UNLISTED, "listed=true", "是"),
        (UNLISTED, "listed=false", "否"),
        (UNLISTED, "", "未填"),
        (condition("title_is_specialized", "is", True), "current_title=none", "否"),
        (FILLS_GAP, "chain_roles=", "都不是"),
        (FILLS_GAP, "chain_roles=removes_chokepoint,fills_weakness", "补短板、解决“卡脖子”问题"),
        (ASPECTS, "plan_aspects=new_products", "开发新产品"),
        (ASPECTS, "", "未填"),
        (RD_SHARE, "rd_y1=2 revenue_y1=3", "66.67%"),
        (RD_SHARE, "rd_y1=1 revenue_y1=0", "未填"),
        (GROWTH, "revenue_y1=50 revenue_y3=100", "-29.29%"),
        (GROWTH, "revenue_y1=100 revenue_y3=100", "0%"),
    ],
)
def test_an_answer_is_shown_with_its_unit(
    one: rules.Condition, answers: str, expected: str
) -> None:
    assert assess_one(profile(answers), one).answer_text == expected


@pytest.mark.parametrize(
    ("one", "answers", "expected"),
    [
        (RD_SHARE, "rd_y1=150 revenue_y1=5000", "3%"),
        (RD_SHARE, "rd_y1=149.99 revenue_y1=5000", "2.9998%"),
        (RD_SHARE, "rd_y1=150.01 revenue_y1=5000", "3.0002%"),
        (RD_SHARE, "rd_y1=299.99 revenue_y1=10000", "2.9999%"),
        (RD_SHARE, "rd_y1=149 revenue_y1=5000", "2.98%"),
        (RD_SHARE, "rd_y1=2996.1 revenue_y1=100000", "2.996%"),
        (RD_SHARE, "rd_y1=29999.99 revenue_y1=1000000", "2.999999%"),
        (condition("rd_share_y1", ">=", "3.125"), "rd_y1=100 revenue_y1=3200", "3.125%"),
        (condition("rd_share_y1", "<=", "3"), "rd_y1=150.01 revenue_y1=5000", "3.0002%"),
        (GROWTH, "revenue_y1=5000 revenue_y3=4535.15", "4.99997%"),
        (GROWTH, "revenue_y1=5000 revenue_y3=4535.14", "5.0001%"),
        (GROWTH, "revenue_y1=5512.5 revenue_y3=5000", "5%"),
    ],
)
def test_a_derived_figure_has_the_places_that_tell_it_from_the_threshold(
    one: rules.Condition, answers: str, expected: str
) -> None:
    assert assess_one(profile(answers), one).answer_text == expected


# What is missing


@pytest.mark.parametrize(
    ("one", "answers", "long", "short"),
    [
        (REVENUE, "revenue_y1=4200", "差800万元", "营收规模差800万元"),
        (REVENUE, "revenue_y1=4999.99", "差0.01万元", "营收规模差0.01万元"),
        (REVENUE, "revenue_y1=5000", "", ""),
        (REVENUE, "", "", ""),
        (
            condition("rd_total_2y", ">=", "1200"),
            "rd_y1=460 rd_y2=460",
            "差280万元",
            "研发差280万元",
        ),
        (CLASS1, "class1_ip=3", "差1项", "Ⅰ类差1项"),
        (YEARS, "segment_years=2.5", "差0.5年", "细分市场年限差0.5年"),
        (SCORE, "platform_score=50", "差10分", "评价得分差10分"),
        (RANK, "domestic_rank=5", "差2名", "国内排名差2名"),
        (
            condition("domestic_rank", "<", "3"),
            "domestic_rank=5",
            "您填第5名，须低于3名（恰好3名也不行）",
            "国内排名第5名，须低于3名",
        ),
        (
            condition("market_share", ">=", "10"),
            "market_share=9.99",
            "差0.01个百分点",
            "市占率差0.01个百分点",
        ),
        (DEBT, "debt_ratio=80", "高出5个百分点", "负债率高出5个百分点"),
        (
            condition("debt_ratio", "<", "75"),
            "debt_ratio=80",
            "您填80%，须低于75%（恰好75%也不行）",
            "负债率80%，须低于75%",
        ),
        (
            condition("debt_ratio", "<", "75"),
            "debt_ratio=75",
            "您填75%，须低于75%（恰好75%也不行）",
            "负债率75%，须低于75%",
        ),
        (
            condition("revenue_y1", "<", "5000"),
            "revenue_y1=5000",
            "您填5000万元，须低于5000万元（恰好5000万元也不行）",
            "营收规模5000万元，须低于5000万元",
        ),
        (
            MAIN_PRODUCT,
            "main_product_share=50",
            "您填50%，须超过50%（恰好50%不够）",
            "主导产品占比50%，须超过50%",
        ),
        (
            INVESTMENT,
            "plan_investment=2000",
            "您填2000万元，须超过2000万元（恰好2000万元不够）",
            "计划投资2000万元，须超过2000万元",
        ),
        (
            INVESTMENT,
            "plan_investment=1800",
            "您填1800万元，须超过2000万元（恰好2000万元不够）",
            "计划投资1800万元，须超过2000万元",
        ),
        (
            RD_SHARE,
            "rd_y1=120 revenue_y1=5000",
            "差0.6个百分点，研发费用再差30万元",
            "上年度研发占比差0.6个百分点",
        ),
        (
            condition("rd_share_y2", ">=", "3"),
            "rd_y2=100 revenue_y2=5000",
            "差1个百分点，研发费用再差50万元",
            "前一年度研发占比差1个百分点",
        ),
        (
            RD_SHARE,
            "rd_y1=1 revenue_y1=300",
            "差2.67个百分点，研发费用再差8万元",
            "上年度研发占比差2.67个百分点",
        ),
        (
            RD_SHARE,
            "rd_y1=149.99 revenue_y1=5000",
            "差0.0002个百分点，研发费用再差0.01万元",
            "上年度研发占比差0.0002个百分点",
        ),
        (
            RD_SHARE_ABOVE,
            "rd_y1=149 revenue_y1=5000",
            "您填2.98%，须超过3%（恰好3%不够）",
            "上年度研发占比2.98%，须超过3%",
        ),
        (
            condition("rd_share_y1", "<=", "3"),
            "rd_y1=200 revenue_y1=5000",
            "高出1个百分点",
            "上年度研发占比高出1个百分点",
        ),
        (
            GROWTH,
            "revenue_y1=5000 revenue_y3=5000",
            "差5个百分点，上年度营收再差512.5万元",
            "上年度营收差512.5万元",
        ),
        (
            GROWTH,
            "revenue_y1=5000 revenue_y3=4593.2",
            "差0.67个百分点，上年度营收再差64.01万元",
            "上年度营收差64.01万元",
        ),
        (
            condition("revenue_cagr_2y", ">", "5"),
            "revenue_y1=5512.5 revenue_y3=5000",
            "您填5%，须超过5%（恰好5%不够）",
            "营收增长5%，须超过5%",
        ),
        (SME, "is_sme=false", "须满足：符合中小企业划型标准", "企业划型不符"),
        (SME, "is_sme=true", "", ""),
        (
            condition("clean_record", "is", True),
            "clean_record=false",
            "须满足：无经营异常、严重失信和重大负面事项",
            "合规不符",
        ),
        (UNLISTED, "listed=true", "须满足：未公开发行股票上市", "上市不符"),
        (ASPECTS, "plan_aspects=", "须满足：推进计划覆盖的方面至少一项", "推进计划不符"),
        (FILLS_GAP, "chain_roles=", "须满足：产业链作用至少属于其一：填空白", "产业链作用不符"),
    ],
)
def test_a_gap_says_what_is_missing_at_length_and_in_short(
    one: rules.Condition, answers: str, long: str, short: str
) -> None:
    assessment = assess_one(profile(answers), one)
    assert (assessment.gap_text, assessment.short_gap_text) == (long, short)
