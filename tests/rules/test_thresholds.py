"""Every criterion of every stored rule set, below, at and above each of its thresholds.

A row of a table is a criterion, answers as plain texts and the verdict: an outcome, where an
exemption carries it `met via …`, where a figure cannot be worked out `unknown: …`.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import pytest

from policies import rules
from policies.rules.metrics import CompoundGrowth, Share, Value
from policies.rules.wording import threshold_text
from policies.vocabulary import MetricKind, Outcome
from tests.rules.stored import profile

pytestmark = pytest.mark.once

Row = tuple[str, str, str]

MET, NOT_MET, UNKNOWN, REVIEW = "met", "not_met", "unknown", "review"
NO_REVENUE_Y1 = "unknown: 上年营业收入为0，无法计算"
NO_REVENUE_Y2 = "unknown: 前一年营业收入为0，无法计算"
NO_REVENUE_Y3 = "unknown: 再前一年营业收入为0，无法计算"
NO_REVENUE = "unknown: 上年营业收入为0，无法计算；前一年营业收入为0，无法计算"


def titles(criterion: str, *held: str) -> list[Row]:
    """Return the rows of a title: each title that there is, with each answer to its validity."""
    rows = [(criterion, f"title_valid={valid}", UNKNOWN) for valid in ("true", "false")]
    rows.append((criterion, "", UNKNOWN))
    for title in ("none", "tech_innovative", "specialized", "little_giant", "key_little_giant"):
        valid, expired, unsaid = (MET, NOT_MET, UNKNOWN) if title in held else (NOT_MET,) * 3
        rows += [
            (criterion, f"current_title={title} title_valid=true", valid),
            (criterion, f"current_title={title} title_valid=false", expired),
            (criterion, f"current_title={title}", unsaid),
        ]
    return rows


SPECIALIZED: list[Row] = [
    ("sp-sme", "is_sme=true", MET),
    ("sp-sme", "is_sme=false", NOT_MET),
    ("sp-sme", "", UNKNOWN),
    ("sp-clean", "clean_record=true", MET),
    ("sp-clean", "clean_record=false", NOT_MET),
    ("sp-clean", "", UNKNOWN),
    ("sp-product", "product_allowed=true", MET),
    ("sp-product", "product_allowed=false", NOT_MET),
    ("sp-product", "", UNKNOWN),
    ("sp-main-product", "main_product_share=0", NOT_MET),
    ("sp-main-product", "main_product_share=49.99", NOT_MET),
    ("sp-main-product", "main_product_share=50", NOT_MET),
    ("sp-main-product", "main_product_share=50.01", MET),
    ("sp-main-product", "main_product_share=100", MET),
    ("sp-main-product", "", UNKNOWN),
    *titles("sp-title", "tech_innovative", "specialized", "little_giant", "key_little_giant"),
    ("sp-years", "segment_years=0", NOT_MET),
    ("sp-years", "segment_years=2.99", NOT_MET),
    ("sp-years", "segment_years=3", MET),
    ("sp-years", "segment_years=3.01", MET),
    ("sp-years", "", UNKNOWN),
    ("sp-revenue", "revenue_y1=1499.99 equity_2y=1999.99", NOT_MET),
    ("sp-revenue", "revenue_y1=0 equity_2y=0", NOT_MET),
    ("sp-revenue", "revenue_y1=1499.99", UNKNOWN),
    ("sp-revenue", "equity_2y=1999.99", UNKNOWN),
    ("sp-revenue", "", UNKNOWN),
    ("sp-revenue", "revenue_y1=1500", MET),
    ("sp-revenue", "revenue_y1=1500.01", MET),
    ("sp-revenue", "revenue_y1=1500 equity_2y=0", MET),
    ("sp-revenue", "revenue_y1=1500 equity_2y=2000", MET),
    ("sp-revenue", "revenue_y1=1499.99 equity_2y=2000", "met via 近两年股权投资"),
    ("sp-revenue", "revenue_y1=1499.99 equity_2y=2000.01", "met via 近两年股权投资"),
    ("sp-revenue", "equity_2y=2000", "met via 近两年股权投资"),
    ("sp-main-share", "main_business_share=79.99", NOT_MET),
    ("sp-main-share", "main_business_share=80", MET),
    ("sp-main-share", "main_business_share=80.01", MET),
    ("sp-main-share", "", UNKNOWN),
    ("sp-debt", "debt_ratio=0", MET),
    ("sp-debt", "debt_ratio=79.99", MET),
    ("sp-debt", "debt_ratio=80", MET),
    ("sp-debt", "debt_ratio=80.01", NOT_MET),
    ("sp-debt", "debt_ratio=120", NOT_MET),
    ("sp-debt", "", UNKNOWN),
    # 每年100万: 60 + 60 is no 100 a year.
    ("sp-rd-each", "rd_y1=60 rd_y2=60", NOT_MET),
    ("sp-rd-each", "rd_y1=100 rd_y2=100", MET),
    ("sp-rd-each", "rd_y1=100.01 rd_y2=100.01", MET),
    ("sp-rd-each", "rd_y1=99.99 rd_y2=100", NOT_MET),
    ("sp-rd-each", "rd_y1=100 rd_y2=99.99", NOT_MET),
    ("sp-rd-each", "rd_y1=99.99", NOT_MET),
    ("sp-rd-each", "rd_y2=99.99", NOT_MET),
    ("sp-rd-each", "rd_y1=100", UNKNOWN),
    ("sp-rd-each", "rd_y2=100", UNKNOWN),
    ("sp-rd-each", "", UNKNOWN),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=150 revenue_y2=5000", MET),
    ("sp-rd-share", "rd_y1=150.01 revenue_y1=5000 rd_y2=150.01 revenue_y2=5000", MET),
    ("sp-rd-share", "rd_y1=149.99 revenue_y1=5000 rd_y2=150 revenue_y2=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000.01 rd_y2=150 revenue_y2=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=149.99 revenue_y1=5000", NOT_MET),
    ("sp-rd-share", "rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000", UNKNOWN),
    ("sp-rd-share", "rd_y2=150 revenue_y2=5000", UNKNOWN),
    ("sp-rd-share", "rd_y1=150 rd_y2=150 revenue_y2=5000", UNKNOWN),
    ("sp-rd-share", "revenue_y1=5000 rd_y2=150 revenue_y2=5000", UNKNOWN),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=150", UNKNOWN),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000 revenue_y2=5000", UNKNOWN),
    ("sp-rd-share", "rd_y1=0 revenue_y1=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=150 revenue_y1=0 rd_y2=150 revenue_y2=5000", NO_REVENUE_Y1),
    ("sp-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=150 revenue_y2=0", NO_REVENUE_Y2),
    ("sp-rd-share", "rd_y1=150 revenue_y1=0 rd_y2=150 revenue_y2=0", NO_REVENUE),
    ("sp-rd-share", "rd_y1=0 revenue_y1=0", NO_REVENUE_Y1),
    ("sp-rd-share", "rd_y1=150 revenue_y1=0 rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("sp-rd-share", "rd_y1=149.99 revenue_y1=5000 rd_y2=150 revenue_y2=0", NOT_MET),
    ("sp-rd-share", "", UNKNOWN),
    ("sp-ip", "class1_ip=1", MET),
    ("sp-ip", "class1_ip=2", MET),
    ("sp-ip", "class1_ip=1 provincial_award=true provincial_rd_centre=true", MET),
    ("sp-ip", "class1_ip=0 provincial_award=false provincial_rd_centre=false", NOT_MET),
    ("sp-ip", "class1_ip=0 provincial_award=false", UNKNOWN),
    ("sp-ip", "class1_ip=0 provincial_rd_centre=false", UNKNOWN),
    ("sp-ip", "provincial_award=false provincial_rd_centre=false", UNKNOWN),
    ("sp-ip", "class1_ip=0", UNKNOWN),
    ("sp-ip", "", UNKNOWN),
    ("sp-ip", "class1_ip=0 provincial_award=true", "met via 省部级以上科技奖励前三"),
    ("sp-ip", "provincial_award=true", "met via 省部级以上科技奖励前三"),
    ("sp-ip", "class1_ip=0 provincial_rd_centre=true", "met via 省部级以上研发机构"),
    ("sp-ip", "provincial_award=false provincial_rd_centre=true", "met via 省部级以上研发机构"),
    ("sp-ip", "provincial_award=true provincial_rd_centre=true", "met via 省部级以上科技奖励前三"),
    ("sp-market", "", REVIEW),
    ("sp-market", "market_share=0 domestic_rank=99", REVIEW),
    ("sp-score", "platform_score=49.99", NOT_MET),
    ("sp-score", "platform_score=50", MET),
    ("sp-score", "platform_score=50.01", MET),
    ("sp-score", "", UNKNOWN),
]

LITTLE_GIANT: list[Row] = [
    ("lg-sme", "is_sme=true", MET),
    ("lg-sme", "is_sme=false", NOT_MET),
    ("lg-sme", "", UNKNOWN),
    ("lg-clean", "clean_record=true", MET),
    ("lg-clean", "clean_record=false", NOT_MET),
    ("lg-clean", "", UNKNOWN),
    ("lg-product", "product_allowed=true", MET),
    ("lg-product", "product_allowed=false", NOT_MET),
    ("lg-product", "", UNKNOWN),
    ("lg-main-product", "main_product_share=49.99", NOT_MET),
    ("lg-main-product", "main_product_share=50", NOT_MET),
    ("lg-main-product", "main_product_share=50.01", MET),
    ("lg-main-product", "", UNKNOWN),
    ("lg-excluded", "excluded_by_notice=false", MET),
    ("lg-excluded", "excluded_by_notice=true", NOT_MET),
    ("lg-excluded", "", UNKNOWN),
    *titles("lg-title", "specialized", "little_giant", "key_little_giant"),
    ("lg-years", "segment_years=2", NOT_MET),
    ("lg-years", "segment_years=2.99", NOT_MET),
    ("lg-years", "segment_years=3", MET),
    ("lg-years", "segment_years=3.01", MET),
    ("lg-years", "", UNKNOWN),
    ("lg-revenue", "revenue_y1=0", NOT_MET),
    ("lg-revenue", "revenue_y1=4999.99", NOT_MET),
    ("lg-revenue", "revenue_y1=5000", MET),
    ("lg-revenue", "revenue_y1=5000.01", MET),
    ("lg-revenue", "", UNKNOWN),
    ("lg-main-share", "main_business_share=89.99", NOT_MET),
    ("lg-main-share", "main_business_share=90", MET),
    ("lg-main-share", "main_business_share=90.01", MET),
    ("lg-main-share", "", UNKNOWN),
    ("lg-growth", "revenue_y1=5000 revenue_y3=4535.14", MET),
    ("lg-growth", "revenue_y1=5000 revenue_y3=4535.15", NOT_MET),
    ("lg-growth", "revenue_y1=5512.5 revenue_y3=5000", MET),
    ("lg-growth", "revenue_y1=5512.49 revenue_y3=5000", NOT_MET),
    ("lg-growth", "revenue_y1=5512.51 revenue_y3=5000", MET),
    ("lg-growth", "revenue_y1=0 revenue_y3=5000", NOT_MET),
    ("lg-growth", "revenue_y1=5000 revenue_y3=0", NO_REVENUE_Y3),
    ("lg-growth", "revenue_y1=0 revenue_y3=0", NO_REVENUE_Y3),
    ("lg-growth", "revenue_y1=5000", UNKNOWN),
    ("lg-growth", "revenue_y3=5000", UNKNOWN),
    ("lg-growth", "revenue_y2=5000 revenue_y3=0", UNKNOWN),
    ("lg-growth", "revenue_y1=5512.5 revenue_y2=0 revenue_y3=5000", MET),
    ("lg-growth", "", UNKNOWN),
    ("lg-debt", "debt_ratio=74.99", MET),
    ("lg-debt", "debt_ratio=75", MET),
    ("lg-debt", "debt_ratio=75.01", NOT_MET),
    ("lg-debt", "debt_ratio=120", NOT_MET),
    ("lg-debt", "", UNKNOWN),
    ("lg-rd-total", "rd_y1=600 rd_y2=599.99", NOT_MET),
    ("lg-rd-total", "rd_y1=600 rd_y2=600", MET),
    ("lg-rd-total", "rd_y1=600 rd_y2=600.01", MET),
    ("lg-rd-total", "rd_y1=1200 rd_y2=0", MET),
    ("lg-rd-total", "rd_y1=1200", UNKNOWN),
    ("lg-rd-total", "rd_y2=1200", UNKNOWN),
    ("lg-rd-total", "", UNKNOWN),
    ("lg-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=150 revenue_y2=5000", MET),
    ("lg-rd-share", "rd_y1=150.01 revenue_y1=5000 rd_y2=150.01 revenue_y2=5000", MET),
    ("lg-rd-share", "rd_y1=149.99 revenue_y1=5000 rd_y2=150 revenue_y2=5000", NOT_MET),
    ("lg-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("lg-rd-share", "rd_y1=149.99 revenue_y1=5000", NOT_MET),
    ("lg-rd-share", "rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("lg-rd-share", "rd_y1=150 revenue_y1=5000", UNKNOWN),
    ("lg-rd-share", "rd_y2=150 revenue_y2=5000", UNKNOWN),
    ("lg-rd-share", "rd_y1=150 revenue_y1=0 rd_y2=150 revenue_y2=5000", NO_REVENUE_Y1),
    ("lg-rd-share", "rd_y1=150 revenue_y1=5000 rd_y2=150 revenue_y2=0", NO_REVENUE_Y2),
    ("lg-rd-share", "rd_y1=150 revenue_y1=0 rd_y2=149.99 revenue_y2=5000", NOT_MET),
    ("lg-rd-share", "", UNKNOWN),
    ("lg-ip", "class1_ip=3 national_award=false", NOT_MET),
    ("lg-ip", "class1_ip=3 national_award=true", "met via 国家级科技奖励前三"),
    ("lg-ip", "class1_ip=3", UNKNOWN),
    ("lg-ip", "class1_ip=4", MET),
    ("lg-ip", "class1_ip=5", MET),
    ("lg-ip", "class1_ip=4 national_award=false", MET),
    ("lg-ip", "class1_ip=4 national_award=true", MET),
    ("lg-ip", "national_award=true", "met via 国家级科技奖励前三"),
    ("lg-ip", "national_award=false", UNKNOWN),
    ("lg-ip", "class1_ip=3 national_award=false provincial_award=true", NOT_MET),
    ("lg-ip", "", UNKNOWN),
    ("lg-market", "market_share=9.99 domestic_rank=4", NOT_MET),
    ("lg-market", "market_share=10 domestic_rank=4", MET),
    ("lg-market", "market_share=10.01", MET),
    ("lg-market", "market_share=9.99 domestic_rank=3", MET),
    ("lg-market", "domestic_rank=2", MET),
    ("lg-market", "market_share=9.99", UNKNOWN),
    ("lg-market", "domestic_rank=4", UNKNOWN),
    ("lg-market", "", UNKNOWN),
    ("lg-chain", "product_fields=core_parts", REVIEW),
    ("lg-chain", "product_fields=core_components", REVIEW),
    ("lg-chain", "product_fields=key_software", REVIEW),
    ("lg-chain", "product_fields=advanced_process", REVIEW),
    ("lg-chain", "product_fields=key_materials", REVIEW),
    ("lg-chain", "product_fields=technology_base", REVIEW),
    ("lg-chain", "product_fields=traditional_upgrade", REVIEW),
    ("lg-chain", "product_fields=emerging_industry", REVIEW),
    ("lg-chain", "product_fields=future_industry", REVIEW),
    ("lg-chain", "product_fields=core_parts,key_software", REVIEW),
    ("lg-chain", "product_fields=", NOT_MET),
    ("lg-chain", "", UNKNOWN),
    ("lg-score", "platform_score=59.99", NOT_MET),
    ("lg-score", "platform_score=60", MET),
    ("lg-score", "platform_score=60.01", MET),
    ("lg-score", "", UNKNOWN),
]

# Revenue, shares of both years and what counts beside them, each path of the old standard apart.
FIRST = "revenue_y1=10000 rd_y1=300 revenue_y2=10000 rd_y2=300"
SECOND = "revenue_y1=5000 rd_y1=300 revenue_y2=5000 rd_y2=300"
THIRD = "revenue_y1=4999.99 equity_2y=8000 rd_y1=3000"
BESIDE = "rd_institution=true class1_ip=2"
NO_AWARD = "national_award=false maker_contest_top50=false"

LITTLE_GIANT_2022: list[Row] = [
    ("old-years", "segment_years=2.99", NOT_MET),
    ("old-years", "segment_years=3", MET),
    ("old-years", "segment_years=3.01", MET),
    ("old-years", "", UNKNOWN),
    ("old-main-share", "main_business_share=69.99", NOT_MET),
    ("old-main-share", "main_business_share=70", MET),
    ("old-main-share", "main_business_share=70.01", MET),
    ("old-main-share", "", UNKNOWN),
    ("old-growth", "", REVIEW),
    ("old-growth", "revenue_y1=1 revenue_y3=5000", REVIEW),
    ("old-debt", "debt_ratio=69.99", MET),
    ("old-debt", "debt_ratio=70", MET),
    ("old-debt", "debt_ratio=70.01", NOT_MET),
    ("old-debt", "", UNKNOWN),
    ("old-refined", "", REVIEW),
    ("old-market", "market_share=9.99", NOT_MET),
    ("old-market", "market_share=9.99 domestic_rank=1", NOT_MET),
    ("old-market", "market_share=10", MET),
    ("old-market", "market_share=10.01", MET),
    ("old-market", "", UNKNOWN),
    ("old-brand", "", REVIEW),
    # From 1亿元 on: 3% in each of two years.
    ("old-innovation", f"{FIRST} {BESIDE}", MET),
    ("old-innovation", f"{FIRST} {BESIDE} {NO_AWARD}", MET),
    (
        "old-innovation",
        f"revenue_y1=10000.01 rd_y1=300.01 revenue_y2=9999 rd_y2=300 {BESIDE} {NO_AWARD}",
        MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=9999.99 rd_y1=300 revenue_y2=10000 rd_y2=300 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=10000 rd_y1=299.99 revenue_y2=10000 rd_y2=300 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=10000 rd_y1=300 revenue_y2=10000 rd_y2=299.99 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    ("old-innovation", f"revenue_y1=10000 rd_y1=299.99 {BESIDE} {NO_AWARD}", NOT_MET),
    (
        "old-innovation",
        f"revenue_y1=10000 revenue_y2=10000 rd_y2=299.99 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    ("old-innovation", f"revenue_y1=10000 rd_y1=300 {BESIDE} {NO_AWARD}", UNKNOWN),
    (
        "old-innovation",
        f"revenue_y1=10000 rd_y1=300 revenue_y2=0 rd_y2=300 {BESIDE} {NO_AWARD}",
        NO_REVENUE_Y2,
    ),
    ("old-innovation", f"{FIRST} rd_institution=true class1_ip=1 {NO_AWARD}", NOT_MET),
    ("old-innovation", f"{FIRST} rd_institution=true class1_ip=3 {NO_AWARD}", MET),
    ("old-innovation", f"{FIRST} rd_institution=false class1_ip=2 {NO_AWARD}", NOT_MET),
    ("old-innovation", f"{FIRST} class1_ip=2 {NO_AWARD}", UNKNOWN),
    ("old-innovation", f"{FIRST} rd_institution=true {NO_AWARD}", UNKNOWN),
    # From 5000万元 on: 6% in each of two years.
    ("old-innovation", f"{SECOND} {BESIDE} {NO_AWARD}", MET),
    (
        "old-innovation",
        f"revenue_y1=5000.01 rd_y1=300.01 revenue_y2=5000 rd_y2=300.01 {BESIDE} {NO_AWARD}",
        MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=9999.99 rd_y1=600 revenue_y2=10000 rd_y2=600 {BESIDE} {NO_AWARD}",
        MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=5000 rd_y1=299.99 revenue_y2=5000 rd_y2=300 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=5000 rd_y1=300 revenue_y2=5000 rd_y2=299.99 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    ("old-innovation", f"revenue_y1=5000 rd_y1=299.99 {BESIDE} {NO_AWARD}", NOT_MET),
    (
        "old-innovation",
        f"revenue_y1=5000 revenue_y2=5000 rd_y2=299.99 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    ("old-innovation", f"{SECOND} rd_institution=true class1_ip=1 {NO_AWARD}", NOT_MET),
    ("old-innovation", f"{SECOND} rd_institution=false class1_ip=2 {NO_AWARD}", NOT_MET),
    # Below 5000万元: equity, and research in the last year alone.
    ("old-innovation", f"{THIRD} {BESIDE}", MET),
    ("old-innovation", f"{THIRD} {BESIDE} {NO_AWARD}", MET),
    (
        "old-innovation",
        f"revenue_y1=4999.99 equity_2y=8000.01 rd_y1=3000.01 {BESIDE} {NO_AWARD}",
        MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=4999.99 equity_2y=7999.99 rd_y1=3000 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=4999.99 equity_2y=8000 rd_y1=2999.99 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    (
        "old-innovation",
        f"revenue_y1=5000 revenue_y2=5000 equity_2y=8000 rd_y1=3000 rd_y2=0 {BESIDE} {NO_AWARD}",
        NOT_MET,
    ),
    ("old-innovation", f"revenue_y1=0 equity_2y=8000 rd_y1=3000 {BESIDE} {NO_AWARD}", MET),
    ("old-innovation", f"revenue_y1=4999.99 rd_y1=3000 {BESIDE} {NO_AWARD}", UNKNOWN),
    ("old-innovation", f"revenue_y1=4999.99 equity_2y=8000 {BESIDE} {NO_AWARD}", UNKNOWN),
    ("old-innovation", f"equity_2y=8000 rd_y1=3000 {BESIDE} {NO_AWARD}", UNKNOWN),
    ("old-innovation", f"{THIRD} rd_institution=true class1_ip=1 {NO_AWARD}", NOT_MET),
    ("old-innovation", f"{THIRD} rd_institution=false class1_ip=2 {NO_AWARD}", NOT_MET),
    # Either of two exemptions stands in for all of that.
    ("old-innovation", "national_award=true", "met via 国家级科技奖励前三"),
    ("old-innovation", "maker_contest_top50=true", "met via “创客中国”全国50强企业组"),
    (
        "old-innovation",
        "class1_ip=1 national_award=false maker_contest_top50=true",
        "met via “创客中国”全国50强企业组",
    ),
    (
        "old-innovation",
        "class1_ip=1 national_award=true maker_contest_top50=true",
        "met via 国家级科技奖励前三",
    ),
    ("old-innovation", f"{FIRST} {BESIDE} national_award=true", MET),
    ("old-innovation", "class1_ip=1 maker_contest_top50=false", UNKNOWN),
    ("old-innovation", "class1_ip=1 national_award=false", UNKNOWN),
    ("old-innovation", f"class1_ip=1 {NO_AWARD}", NOT_MET),
    ("old-innovation", NO_AWARD, UNKNOWN),
    ("old-innovation", "", UNKNOWN),
    ("old-chain", "", REVIEW),
    ("old-chain", "product_fields=", REVIEW),
]

KEY_SUPPORT: list[Row] = [
    *titles("ks-title", "little_giant", "key_little_giant"),
    ("ks-field", "", REVIEW),
    ("ks-field", "product_fields=", REVIEW),
    ("ks-plan", "plan_aspects=new_drivers", REVIEW),
    ("ks-plan", "plan_aspects=new_technology", REVIEW),
    ("ks-plan", "plan_aspects=new_products", REVIEW),
    ("ks-plan", "plan_aspects=chain_support", REVIEW),
    ("ks-plan", "plan_aspects=new_drivers,chain_support", REVIEW),
    ("ks-plan", "plan_aspects=", NOT_MET),
    ("ks-plan", "", UNKNOWN),
    ("ks-investment", "plan_investment=1999.99", NOT_MET),
    ("ks-investment", "plan_investment=2000", NOT_MET),
    ("ks-investment", "plan_investment=2000.01", MET),
    ("ks-investment", "", UNKNOWN),
    ("ks-unlisted", "listed=false", MET),
    ("ks-unlisted", "listed=true", NOT_MET),
    ("ks-unlisted", "", UNKNOWN),
    ("ks-first", "funded_before=false", MET),
    ("ks-first", "funded_before=true", NOT_MET),
    ("ks-first", "", UNKNOWN),
    ("ks-clean", "clean_record=true tax_clean=true", MET),
    ("ks-clean", "clean_record=false tax_clean=true", NOT_MET),
    ("ks-clean", "clean_record=true tax_clean=false", NOT_MET),
    ("ks-clean", "clean_record=false", NOT_MET),
    ("ks-clean", "tax_clean=false", NOT_MET),
    ("ks-clean", "clean_record=true", UNKNOWN),
    ("ks-clean", "tax_clean=true", UNKNOWN),
    ("ks-clean", "", UNKNOWN),
]

OWNER_VIEW: list[Row] = [
    ("ov-chain", "product_fields=core_parts", REVIEW),
    ("ov-chain", "product_fields=core_components", REVIEW),
    ("ov-chain", "product_fields=key_software", REVIEW),
    ("ov-chain", "product_fields=advanced_process", REVIEW),
    ("ov-chain", "product_fields=key_materials", REVIEW),
    ("ov-chain", "product_fields=technology_base", REVIEW),
    ("ov-chain", "product_fields=technology_base,future_industry chain_roles=", REVIEW),
    ("ov-chain", "product_fields=traditional_upgrade chain_roles=", NOT_MET),
    ("ov-chain", "product_fields=emerging_industry chain_roles=", NOT_MET),
    ("ov-chain", "product_fields=future_industry chain_roles=", NOT_MET),
    ("ov-chain", "product_fields= chain_roles=", NOT_MET),
    ("ov-chain", "product_fields= chain_roles=fills_weakness", REVIEW),
    ("ov-chain", "chain_roles=fills_gap", REVIEW),
    ("ov-chain", "chain_roles=removes_chokepoint", REVIEW),
    ("ov-chain", "product_fields=", UNKNOWN),
    ("ov-chain", "chain_roles=", UNKNOWN),
    ("ov-chain", "", UNKNOWN),
    ("ov-rd", "rd_y1=600 rd_y2=599.99", NOT_MET),
    ("ov-rd", "rd_y1=600 rd_y2=600", NOT_MET),
    ("ov-rd", "rd_y1=600 rd_y2=600.01", REVIEW),
    ("ov-rd", "rd_y1=1200.01", UNKNOWN),
    ("ov-rd", "", UNKNOWN),
    ("ov-ip", "class1_ip=3", NOT_MET),
    ("ov-ip", "class1_ip=4", NOT_MET),
    ("ov-ip", "class1_ip=5", REVIEW),
    ("ov-ip", "", UNKNOWN),
    ("ov-standards", "standards_role=true", MET),
    ("ov-standards", "standards_role=false", NOT_MET),
    ("ov-standards", "", UNKNOWN),
    ("ov-market", "", REVIEW),
    ("ov-growth", "", REVIEW),
    ("ov-customers", "leading_customers=true", MET),
    ("ov-customers", "leading_customers=false", NOT_MET),
    ("ov-customers", "", UNKNOWN),
]

TABLES = {
    "specialized-2026": SPECIALIZED,
    "little-giant-2026": LITTLE_GIANT,
    "little-giant-2022": LITTLE_GIANT_2022,
    "key-support-2024": KEY_SUPPORT,
    "key-owner-view": OWNER_VIEW,
}


def judged(
    rule_sets: Mapping[str, rules.RuleSet], rule_set: str, criterion: str, answers: str
) -> rules.CriterionAssessment:
    """Return what a stored rule set says of one of its criteria."""
    (assessment,) = rules.evaluate(profile(answers), [rule_sets[rule_set]])
    (found,) = (item for item in assessment.criteria if item.criterion.code == criterion)
    return found


def verdict(assessment: rules.CriterionAssessment) -> str:
    """Return an outcome with its exemption or its reason as the tables write it."""
    via = f" via {assessment.via}" if assessment.via else ""
    reason = f": {assessment.reason}" if assessment.reason else ""
    return f"{assessment.outcome}{via}{reason}"


@pytest.mark.parametrize(
    ("rule_set", "criterion", "answers", "expected"),
    [(rule_set, *row) for rule_set, rows in TABLES.items() for row in rows],
)
def test_a_criterion_judges_as_the_rules_are_written(
    rule_sets: Mapping[str, rules.RuleSet],
    rule_set: str,
    criterion: str,
    answers: str,
    expected: str,
) -> None:
    assert verdict(judged(rule_sets, rule_set, criterion, answers)) == expected


def test_a_share_just_below_its_threshold_is_not_shown_as_equal(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    answers = "rd_y1=299.99 revenue_y1=10000"
    first_year = judged(rule_sets, "little-giant-2026", "lg-rd-share", answers).conditions[0]
    assert first_year.outcome == Outcome.NOT_MET
    assert first_year.answer_text == "2.9999%"
    assert threshold_text(first_year.condition) == "不低于3%"


# The tables against the stored rules: nothing is left out.


def test_every_criterion_of_every_stored_rule_set_has_rows(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    stored = {code: {c.code for c in rule_set.criteria} for code, rule_set in rule_sets.items()}
    assert {code: {name for name, *_ in rows} for code, rows in TABLES.items()} == stored


Seen = dict[tuple[str, str, rules.Condition], list[rules.ConditionAssessment]]


@pytest.fixture(scope="module")
def seen(rule_sets: Mapping[str, rules.RuleSet]) -> Seen:
    """Return what each stored condition saw in all rows of its criterion."""
    found: Seen = defaultdict(list)
    for rule_set, rows in TABLES.items():
        for criterion, answers, _ in rows:
            for item in judged(rule_sets, rule_set, criterion, answers).conditions:
                found[rule_set, criterion, item.condition].append(item)
    return found


def sides(item: rules.ConditionAssessment) -> int | None:
    """Return -1, 0 or 1 as a figure stands below, at or above its threshold."""
    required: rules.Required = item.condition.required
    value: Value = item.value
    if isinstance(value, Share | CompoundGrowth) and isinstance(required, Decimal):
        return value.compare(required)
    if isinstance(value, Decimal) and isinstance(required, Decimal):
        return (value > required) - (value < required)
    return None


def test_the_rows_put_every_figure_below_at_and_above_its_threshold(seen: Seen) -> None:
    numeric = {key: rows for key, rows in seen.items() if key[2].metric.kind == MetricKind.NUMBER}
    assert numeric
    for key, items in numeric.items():
        assert {sides(item) for item in items} == {-1, 0, 1, None}, key


def test_the_rows_meet_every_condition_fail_it_and_leave_it_open(seen: Seen) -> None:
    for key, items in seen.items():
        assert {item.outcome for item in items} == {"met", "not_met", "unknown"}, key


def test_the_rows_reach_every_outcome_that_a_criterion_can_have(
    rule_sets: Mapping[str, rules.RuleSet],
) -> None:
    for code, rows in TABLES.items():
        for criterion in rule_sets[code].criteria:
            reached = {
                text.split()[0].rstrip(":") for name, _, text in rows if name == criterion.code
            }
            decided = {NOT_MET, UNKNOWN, REVIEW if criterion.review else MET}
            assert reached == (decided if criterion.paths else {REVIEW}), criterion.code


def test_the_rows_meet_every_exemption_alone(rule_sets: Mapping[str, rules.RuleSet]) -> None:
    for code, rows in TABLES.items():
        for criterion in rule_sets[code].criteria:
            labels = {path.exemption for path in criterion.paths if path.exemption}
            found = {text for name, _, text in rows if name == criterion.code and " via " in text}
            assert found == {f"met via {label}" for label in labels}, criterion.code
