"""What conditions look at, how they compare, and what comes out."""

from typing import Self

from policies.vocabulary.answers import ChainRole, PlanAspect, ProductField
from policies.vocabulary.base import Vocabulary


class Unit(Vocabulary):
    """The units in which enterprises answer and thresholds are stated."""

    WAN = "万元", "万元"
    PERCENT = "%", "%"
    ITEMS = "项", "项"
    YEARS = "年", "年"
    POINTS = "分", "分"
    RANK = "名", "名"


class MetricKind(Vocabulary):
    """What values a metric takes, and hence which operators compare it."""

    NUMBER = "number", "数值"
    FLAG = "flag", "是或否"
    CHOICES = "choices", "多选"


class Metric(Vocabulary):
    """Everything a condition can look at: answers, and figures derived from answers."""

    kind: MetricKind
    unit: Unit | None
    options: type[Vocabulary] | None

    def __new__(
        cls,
        code: str,
        label: str = "",
        kind: MetricKind = MetricKind.FLAG,
        unit: Unit | None = None,
        options: type[Vocabulary] | None = None,
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.kind = kind
        member.unit = unit
        member.options = options
        return member

    TITLE_IS_TECH_INNOVATIVE = "title_is_tech_innovative", "有效期内的科技和创新型（或更高）"
    TITLE_IS_SPECIALIZED = "title_is_specialized", "有效期内的专精特新（或更高）"
    TITLE_IS_LITTLE_GIANT = "title_is_little_giant", "有效期内的“小巨人”"
    IS_SME = "is_sme", "符合中小企业划型标准"
    CLEAN_RECORD = "clean_record", "无经营异常、严重失信和重大负面事项"
    TAX_CLEAN = "tax_clean", "近三年无偷漏税"
    EXCLUDED_BY_NOTICE = "excluded_by_notice", "属于不予推荐的情形"
    PRODUCT_ALLOWED = "product_allowed", "主导产品不属于禁止、限制或淘汰类"
    MAIN_PRODUCT_SHARE = "main_product_share", "主导产品收入占比", MetricKind.NUMBER, Unit.PERCENT
    SEGMENT_YEARS = "segment_years", "从事特定细分市场年限", MetricKind.NUMBER, Unit.YEARS
    REVENUE_Y1 = "revenue_y1", "上年度营业收入", MetricKind.NUMBER, Unit.WAN
    REVENUE_CAGR_2Y = "revenue_cagr_2y", "近两年营业收入复合增长率", MetricKind.NUMBER, Unit.PERCENT
    MAIN_BUSINESS_SHARE = "main_business_share", "主营业务收入占比", MetricKind.NUMBER, Unit.PERCENT
    DEBT_RATIO = "debt_ratio", "上年末资产负债率", MetricKind.NUMBER, Unit.PERCENT
    RD_Y1 = "rd_y1", "上年度研发费用", MetricKind.NUMBER, Unit.WAN
    RD_Y2 = "rd_y2", "前一年度研发费用", MetricKind.NUMBER, Unit.WAN
    RD_TOTAL_2Y = "rd_total_2y", "近两年研发费用合计", MetricKind.NUMBER, Unit.WAN
    RD_SHARE_Y1 = "rd_share_y1", "上年度研发费用占营业收入", MetricKind.NUMBER, Unit.PERCENT
    RD_SHARE_Y2 = "rd_share_y2", "前一年度研发费用占营业收入", MetricKind.NUMBER, Unit.PERCENT
    EQUITY_2Y = "equity_2y", "近两年新增股权投资", MetricKind.NUMBER, Unit.WAN
    CLASS1_IP = "class1_ip", "Ⅰ类知识产权", MetricKind.NUMBER, Unit.ITEMS
    NATIONAL_AWARD = "national_award", "近三年获国家级科技奖励且单位排名前三"
    PROVINCIAL_AWARD = "provincial_award", "近三年获省部级以上科技奖励且单位排名前三"
    MAKER_CONTEST_TOP50 = "maker_contest_top50", "近三年进入“创客中国”全国50强企业组"
    RD_INSTITUTION = "rd_institution", "自建或联合建立研发机构"
    PROVINCIAL_RD_CENTRE = "provincial_rd_centre", "经认定的省部级以上研发机构"
    MARKET_SHARE = "market_share", "细分市场占有率", MetricKind.NUMBER, Unit.PERCENT
    DOMESTIC_RANK = "domestic_rank", "国内细分市场排名", MetricKind.NUMBER, Unit.RANK
    PRODUCT_FIELDS = "product_fields", "主导产品所属领域", MetricKind.CHOICES, None, ProductField
    CHAIN_ROLES = "chain_roles", "产业链作用", MetricKind.CHOICES, None, ChainRole
    PLATFORM_SCORE = "platform_score", "专精特新发展评价得分", MetricKind.NUMBER, Unit.POINTS
    STANDARDS_ROLE = "standards_role", "主持或参与制定国际、国家或行业标准"
    LEADING_CUSTOMERS = "leading_customers", "为大型央企或世界500强稳定配套"
    LISTED = "listed", "已公开发行股票上市"
    FUNDED_BEFORE = "funded_before", "曾获两轮中央财政重点小巨人支持之一"
    PLAN_INVESTMENT = "plan_investment", "推进计划投资总额", MetricKind.NUMBER, Unit.WAN
    PLAN_ASPECTS = "plan_aspects", "推进计划覆盖的方面", MetricKind.CHOICES, None, PlanAspect

    @classmethod
    def closing_the_way(cls) -> frozenset[Self]:
        """Return what rules an enterprise out, whatever it prepares."""
        return frozenset((cls.IS_SME, cls.EXCLUDED_BY_NOTICE, cls.LISTED, cls.FUNDED_BEFORE))


class Operator(Vocabulary):
    """How a condition compares its metric."""

    kind: MetricKind

    def __new__(cls, code: str, label: str = "", kind: MetricKind = MetricKind.NUMBER) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.kind = kind
        return member

    IS = "is", "须为", MetricKind.FLAG
    AT_LEAST = ">=", "不低于", MetricKind.NUMBER
    AT_MOST = "<=", "不高于", MetricKind.NUMBER
    MORE_THAN = ">", "须超过", MetricKind.NUMBER
    LESS_THAN = "<", "须低于", MetricKind.NUMBER
    OVERLAPS = "overlaps", "至少属于其一", MetricKind.CHOICES
    NOT_EMPTY = "not_empty", "至少一项", MetricKind.CHOICES


class Outcome(Vocabulary):
    """The outcome of a condition or criterion; a condition is never for review."""

    MET = "met", "达标"
    NOT_MET = "not_met", "未达"
    UNKNOWN = "unknown", "未答"
    REVIEW = "review", "待专家判断"


class RuleSetOutcome(Vocabulary):
    """The outcome of a whole rule set, which never says that an enterprise qualifies."""

    NOT_MET = "not_met", "有条件未达"
    INCOMPLETE = "incomplete", "还有条件未答"
    REVIEW = "review", "数值条件均达到，另有条件由专家判断"
    MET = "met", "数值条件均达到"
    ORIENTATION = "orientation", "仅供参考"


class GroupMode(Vocabulary):
    """How the criteria of a group are joined in print."""

    ALL = "all", "须同时满足"
    ANY = "any", "满足其一即可"
    LIST = "list", "逐项列出，未说明是“且”还是“或”"
