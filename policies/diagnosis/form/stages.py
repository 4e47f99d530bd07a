"""The four stages of the 诊断表: which question stands where, with which hint and glossary term."""

from dataclasses import dataclass

from policies.models.rounds import AccountingPeriod


@dataclass(frozen=True, slots=True)
class Stage:
    """Questions that are asked together, by field name in the order asked."""

    key: str
    title: str
    lead: str
    names: tuple[str, ...]


ANSWER_STAGES = (
    Stage(
        "memory",
        "2分钟，凭记忆",
        "不用翻报表，大概数也可以；不清楚的留空，不算未达标。",
        (
            "current_title", "title_valid", "region", "application_type",
            "revenue_y1", "revenue_y2", "revenue_y3", "rd_y1", "rd_y2", "debt_ratio",
            "class1_ip", "national_award", "market_share", "domestic_rank",
        ),
    ),
    Stage(
        "minute",
        "再1分钟",
        "这些是几个层级都要看的基本条件。",
        (
            "is_sme", "clean_record", "excluded_by_notice", "product_allowed",
            "main_product_share", "main_business_share", "segment_years",
            "product_fields", "platform_score",
        ),
    ),
    Stage(
        "goal",
        "按目标展开",
        "有奖项、研发机构、融资，或者打算申请重点“小巨人”支持的，再填这一段。",
        (
            "provincial_award", "maker_contest_top50", "rd_institution", "provincial_rd_centre",
            "equity_2y", "chain_roles", "standards_role", "leading_customers", "tax_clean",
            "listed", "funded_before", "plan_investment", "plan_aspects",
        ),
    ),
)  # fmt: skip

# What a submission stores of the enterprise and its contact, beside the consent.
CONTACT_NAMES = (
    "company_name", "uscc", "main_product", "city", "industry", "figures_basis",
    "contact_name", "phone", "email", "contact_preference", "message",
)  # fmt: skip
CONTACT_STAGE = Stage(
    "contact",
    "联系顾问",
    "只看结果不用填这一段；希望顾问联系您，再填写并提交。",
    (*CONTACT_NAMES, "consent"),
)

STAGES = (*ANSWER_STAGES, CONTACT_STAGE)

# Examples and short explanations that stand under a question.
HINTS = {
    "title_valid": "证书或公告上的有效期还没过。",
    "application_type": "已有称号到期重新审核的选“复核”。",
    "revenue_y1": "例如 6000、6000万或0.6亿。",
    "rd_y1": "以审计报告列示数为准，例如 320。",
    "debt_ratio": "负债总额除以资产总额，例如 58.3。",
    "class1_ip": "没有就填 0。",
    "market_share": "例如 12.5；和排名知道一个即可。",
    "domestic_rank": "第几名填几。",
    "main_product_share": "例如 72。",
    "main_business_share": "例如 95。",
    "segment_years": "例如 6。",
    "platform_score": "只填平台显示的得分；没有测评过就留空。",
    "plan_investment": "例如 2600。",
    "company_name": "营业执照上的全称。",
    "uscc": "选填，18位。",
    "main_product": "例如 高压共轨喷油器阀组件。",
    "city": "例如 襄阳。",
    "industry": "例如 通用设备制造。",
    "phone": "电话和邮箱至少填一项。",
    "email": "例如 name@example.com。",
    "message": "例如 哪一项最没把握、方便联系的时间。",
}

# The glossary terms that explain a question, by the term's key.
TERM_KEYS = {
    "rd_y1": "research-expenses",
    "rd_y2": "research-expenses",
    "class1_ip": "class-1-ip",
    "national_award": "national-awards",
    "market_share": "market-segment",
    "segment_years": "market-segment",
    "main_product_share": "main-product",
    "product_fields": "six-bases-2026",
    "platform_score": "cultivation-platform",
    "equity_2y": "equity-investment",
    "plan_aspects": "three-new-one-strong",
}


def with_years(label: str, period: AccountingPeriod) -> str:
    """Return a label with the years that it means: 上年度营业收入 → 2026年（预计）营业收入."""
    last, before, first = period.accounting_years
    expected = "（预计）" if period.is_unfinished else ""
    # 再前一年度 contains 前一年度, so the longer wording is replaced first.
    for wording, years in (
        ("再前一年度", f"{first}年"),
        ("前一年度", f"{before}年"),
        ("上年度", f"{last}年{expected}"),
        ("截至上年末", f"截至{last}年末"),
        ("上年末", f"{last}年末{expected}"),
        ("近两年", f"近两年（{before}、{last}年）"),
    ):
        label = label.replace(wording, years)
    return label
