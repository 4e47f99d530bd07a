"""What an enterprise may answer: the fields that form, worksheet, mail and `assess` share."""

from dataclasses import dataclass
from decimal import Decimal

from policies.vocabulary import (
    ApplicationType,
    ChainRole,
    CurrentTitle,
    PlanAspect,
    ProductField,
    Province,
    Unit,
    Vocabulary,
)


class AnswerKind(Vocabulary):
    """How an answer is typed and bounded."""

    AMOUNT = "amount", "金额（万元，最多两位小数）"
    PERCENT = "percent", "百分比（最多两位小数）"
    DECIMAL = "decimal", "数"
    INTEGER = "integer", "整数"
    FLAG = "flag", "是或否"
    CHOICE = "choice", "单选"
    MULTI = "multi", "多选"


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One question: its stable name, its label with a place for the year, its type and bounds."""

    name: str
    label: str
    kind: AnswerKind
    unit: Unit | None = None
    options: type[Vocabulary] | None = None
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None


def _amount(name: str, label: str) -> AnswerField:
    return AnswerField(name, label, AnswerKind.AMOUNT, Unit.WAN)


def _percent(name: str, label: str, maximum: Decimal | None = Decimal(100)) -> AnswerField:
    return AnswerField(name, label, AnswerKind.PERCENT, Unit.PERCENT, maximum=maximum)


def _flag(name: str, label: str) -> AnswerField:
    return AnswerField(name, label, AnswerKind.FLAG)


# Amounts in 万元, shares in %. A debt ratio may exceed 100.
ANSWER_FIELDS: tuple[AnswerField, ...] = (
    AnswerField("region", "所在省份", AnswerKind.CHOICE, options=Province),
    AnswerField("application_type", "新申请/复核", AnswerKind.CHOICE, options=ApplicationType),
    AnswerField("current_title", "现有称号", AnswerKind.CHOICE, options=CurrentTitle),
    _flag("title_valid", "称号在有效期内"),
    _flag("is_sme", "符合中小企业划型标准"),
    _flag(
        "clean_record",
        "申报期未列入经营异常或严重失信名单；近三年无较大生产安全事故、重大网络和数据安全事件、"
        "重大环境违法行为、严重质量问题、严重违反行业管理规定",
    ),
    _flag("tax_clean", "近三年无偷漏税"),
    _flag(
        "excluded_by_notice",
        "属于不予推荐的情形：已是制造业单项冠军，或与已认定小巨人有控股关系，"
        "或同一集团已有主导产品相近的小巨人",
    ),
    _flag("product_allowed", "主导产品不属于国家禁止、限制或淘汰类"),
    _percent("main_product_share", "主导产品收入占营业收入比重"),
    AnswerField(
        "segment_years", "从事特定细分市场年限（截至上年末）", AnswerKind.DECIMAL, Unit.YEARS
    ),
    _amount("revenue_y1", "上年度营业收入"),
    _amount("revenue_y2", "前一年度营业收入"),
    _amount("revenue_y3", "再前一年度营业收入"),
    _percent("main_business_share", "上年度主营业务收入占比"),
    _percent("debt_ratio", "上年末资产负债率", maximum=None),
    _amount("rd_y1", "上年度研发费用"),
    _amount("rd_y2", "前一年度研发费用"),
    _amount("equity_2y", "近两年新增股权投资（合格机构投资者实缴）"),
    AnswerField(
        "class1_ip", "与主导产品相关且已产生效益的Ⅰ类知识产权项数", AnswerKind.INTEGER, Unit.ITEMS
    ),
    _flag("national_award", "近三年获国家级科技奖励且单位排名前三"),
    _flag("provincial_award", "近三年获省部级以上科技奖励且单位排名前三"),
    _flag("maker_contest_top50", "近三年进入“创客中国”大赛全国50强企业组"),
    _flag("rd_institution", "自建或与高校院所联合建立研发机构"),
    _flag("provincial_rd_centre", "拥有经认定的省部级以上研发机构"),
    _percent("market_share", "主导产品国内或国际细分市场占有率"),
    AnswerField(
        "domestic_rank",
        "主导产品国内细分市场排名",
        AnswerKind.INTEGER,
        Unit.RANK,
        minimum=Decimal(1),
    ),
    AnswerField("product_fields", "主导产品所属领域", AnswerKind.MULTI, options=ProductField),
    AnswerField(
        "chain_roles",
        "产业链作用（补短板/填空白/解决“卡脖子”）",
        AnswerKind.MULTI,
        options=ChainRole,
    ),
    AnswerField(
        "platform_score",
        "培育平台给出的专精特新发展评价得分",
        AnswerKind.DECIMAL,
        Unit.POINTS,
        maximum=Decimal(100),
    ),
    _flag("standards_role", "主持或参与制定国际、国家或行业标准"),
    _flag("leading_customers", "为大型央企或世界500强稳定配套"),
    _flag("listed", "已在上交所、深交所、北交所或境外公开发行股票"),
    _flag("funded_before", "曾获两轮中央财政重点小巨人支持之一"),
    _amount("plan_investment", "三年推进计划投资总额（不含土地、厂房）"),
    AnswerField(
        "plan_aspects", "推进计划覆盖的方面（三新一强）", AnswerKind.MULTI, options=PlanAspect
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An enterprise's answers; None is unanswered, but zero, False and an empty set are not."""

    region: Province | None = None
    application_type: ApplicationType = ApplicationType.NEW
    current_title: CurrentTitle | None = None
    title_valid: bool | None = None
    is_sme: bool | None = None
    clean_record: bool | None = None
    tax_clean: bool | None = None
    excluded_by_notice: bool | None = None
    product_allowed: bool | None = None
    main_product_share: Decimal | None = None
    segment_years: Decimal | None = None
    revenue_y1: Decimal | None = None
    revenue_y2: Decimal | None = None
    revenue_y3: Decimal | None = None
    main_business_share: Decimal | None = None
    debt_ratio: Decimal | None = None
    rd_y1: Decimal | None = None
    rd_y2: Decimal | None = None
    equity_2y: Decimal | None = None
    class1_ip: Decimal | None = None
    national_award: bool | None = None
    provincial_award: bool | None = None
    maker_contest_top50: bool | None = None
    rd_institution: bool | None = None
    provincial_rd_centre: bool | None = None
    market_share: Decimal | None = None
    domestic_rank: Decimal | None = None
    product_fields: frozenset[str] | None = None
    chain_roles: frozenset[str] | None = None
    platform_score: Decimal | None = None
    standards_role: bool | None = None
    leading_customers: bool | None = None
    listed: bool | None = None
    funded_before: bool | None = None
    plan_investment: Decimal | None = None
    plan_aspects: frozenset[str] | None = None
