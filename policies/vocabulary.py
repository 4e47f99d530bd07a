"""The closed vocabularies of the domain, each defined once.

Plain Python on purpose: `policies.rules` builds on it and must run without Django. Codes are stable
names that pages, e-mails, exports and `manage.py assess` share; labels are what readers see.
"""

from enum import StrEnum
from functools import cache
from typing import Self


class Vocabulary(StrEnum):
    """A closed set of codes, each with the Chinese label that readers see."""

    label: str

    # The defaults only let type checkers accept a look-up by code; every member names its label.
    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in order, as Django's `choices` takes them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    @cache
    def codes(cls) -> tuple[str, ...]:
        """Return the codes in order."""
        return tuple(member.value for member in cls)


class TierCode(Vocabulary):
    """The ladder, the support list above it and the neighbouring honour."""

    TECH_INNOVATIVE = "tech_innovative", "科技和创新型中小企业"
    SPECIALIZED = "specialized", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”企业"
    KEY_LITTLE_GIANT = "key_little_giant", "重点“小巨人”企业"
    SINGLE_CHAMPION = "single_champion", "制造业单项冠军企业"


class CurrentTitle(Vocabulary):
    """The title an enterprise holds today, as the 诊断表 asks for it."""

    NONE = "none", "还没有"
    TECH_INNOVATIVE = "tech_innovative", "科技和创新型（创新型或科技型）"
    SPECIALIZED = "specialized", "专精特新"
    LITTLE_GIANT = "little_giant", "“小巨人”"
    KEY_LITTLE_GIANT = "key_little_giant", "重点“小巨人”"


class ApplicationType(Vocabulary):
    """Whether an enterprise applies for the first time or has its title reviewed."""

    NEW = "new", "新申请"
    REVIEW = "review", "复核"


class ProductField(Vocabulary):
    """The fields that a main product may belong to (工信部企业〔2026〕2号)."""

    CORE_PARTS = "core_parts", "制造业核心基础零部件"
    CORE_COMPONENTS = "core_components", "核心基础元器件"
    KEY_SOFTWARE = "key_software", "关键软件"
    ADVANCED_PROCESS = "advanced_process", "先进基础工艺"
    KEY_MATERIALS = "key_materials", "关键基础材料"
    TECHNOLOGY_BASE = "technology_base", "产业技术基础"
    TRADITIONAL_UPGRADE = "traditional_upgrade", "改造提升传统产业"
    EMERGING_INDUSTRY = "emerging_industry", "培育壮大新兴产业"
    FUTURE_INDUSTRY = "future_industry", "布局建设未来产业"


class ChainRole(Vocabulary):
    """What a main product does for its industry chain."""

    FILLS_WEAKNESS = "fills_weakness", "补短板"
    FILLS_GAP = "fills_gap", "填空白"
    REMOVES_CHOKEPOINT = "removes_chokepoint", "解决“卡脖子”问题"


class PlanAspect(Vocabulary):
    """The aspects of a 三新一强 plan (财建〔2024〕148号)."""

    NEW_DRIVERS = "new_drivers", "打造新动能"
    NEW_TECHNOLOGY = "new_technology", "攻坚新技术"
    NEW_PRODUCTS = "new_products", "开发新产品"
    CHAIN_SUPPORT = "chain_support", "强化产业链配套能力"


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


class SourceKind(Vocabulary):
    """What a source is."""

    DOCUMENT = "document", "文件"
    PRESS = "press", "报道"
    CALCULATION = "calculation", "推算"
    SECONDARY = "secondary", "公开资料整理"
    OWNER = "owner", "本中心"


class TrustState(Vocabulary):
    """How far a fact has been checked against its source."""

    CHECKED = "checked", "已核原文"
    RETOLD = "retold", "据转述，原文待核"
    CALCULATED = "calculated", "本站推算"
    OWNER = "owner", "本中心口径，出处待补"


class Confidence(Vocabulary):
    """How well a fact is borne out; low is shown as 待核实."""

    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低（待核实）"


class Treatment(Vocabulary):
    """How the site shows that the documents differ from the owner."""

    TWO_FIGURES = "two_figures", "两种口径"
    SUPPLEMENT = "supplement", "补充说明"
    STATUS = "status", "参考"


class RoundState(Vocabulary):
    """Where an application round stands."""

    EXPECTED = "expected", "预计，通知未发"
    ANNOUNCED = "announced", "已发通知，未开始"
    OPEN = "open", "正在受理"
    CLOSED = "closed", "已截止"


class SupportGroup(Vocabulary):
    """The groups in which the owner lists support measures."""

    CENTRAL_FINANCE = "central_finance", "中央财政支持"
    FINANCE = "finance", "金融支持"
    INDUSTRY_CHAIN = "industry_chain", "产业链协同"


class TopUpKind(Vocabulary):
    """What a region pays; kinds are never added up."""

    REWARD = "reward", "认定奖励"
    TOP_UP = "top_up", "配套"
    INTEREST_SUBSIDY = "interest_subsidy", "贴息"
    OTHER = "other", "其他措施"


class RegionLevel(Vocabulary):
    """Whether a region is a province or a city in one."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"


class MaterialRequirement(Vocabulary):
    """Whether an application must carry a material."""

    REQUIRED = "required", "必备"
    IF_APPLICABLE = "if_applicable", "如涉及"
    SCORING = "scoring", "评分佐证"
    NOT_NEEDED = "not_needed", "不需要"


class SectionKind(Vocabulary):
    """What a section of a topic page shows below its text."""

    TEXT = "text", "只有文字"
    DEFINITION = "definition", "定义与数量"
    COMPARISON = "comparison", "与另一层级的对比表"
    CRITERIA = "criteria", "认定条件（来自规则）"
    ORIENTATION = "orientation", "本中心遴选要点（来自规则）"
    SUPPORT = "support", "支持政策"
    REGIONS = "regions", "各省市额外配套"
    PROCESS = "process", "流程"
    PREPARATION = "preparation", "怎样准备"
    OBLIGATIONS = "obligations", "有效期与义务"
    CHANGES = "changes", "新旧标准变化"
    ROUNDS = "rounds", "批次与时间"
    MATERIALS = "materials", "材料清单"
    DIAGNOSIS = "diagnosis", "诊断表入口"


class Audience(Vocabulary):
    """Whom a piece of preparation advice addresses."""

    NOT_YET = "not_yet", "还不是“小巨人”"
    HOLDER = "holder", "已经是“小巨人”"


class Province(Vocabulary):
    """Province-level regions by GB/T 2260 code, with the short names that readers use."""

    BEIJING = "110000", "北京"
    TIANJIN = "120000", "天津"
    HEBEI = "130000", "河北"
    SHANXI = "140000", "山西"
    INNER_MONGOLIA = "150000", "内蒙古"
    LIAONING = "210000", "辽宁"
    JILIN = "220000", "吉林"
    HEILONGJIANG = "230000", "黑龙江"
    SHANGHAI = "310000", "上海"
    JIANGSU = "320000", "江苏"
    ZHEJIANG = "330000", "浙江"
    ANHUI = "340000", "安徽"
    FUJIAN = "350000", "福建"
    JIANGXI = "360000", "江西"
    SHANDONG = "370000", "山东"
    HENAN = "410000", "河南"
    HUBEI = "420000", "湖北"
    HUNAN = "430000", "湖南"
    GUANGDONG = "440000", "广东"
    GUANGXI = "450000", "广西"
    HAINAN = "460000", "海南"
    CHONGQING = "500000", "重庆"
    SICHUAN = "510000", "四川"
    GUIZHOU = "520000", "贵州"
    YUNNAN = "530000", "云南"
    TIBET = "540000", "西藏"
    SHAANXI = "610000", "陕西"
    GANSU = "620000", "甘肃"
    QINGHAI = "630000", "青海"
    NINGXIA = "640000", "宁夏"
    XINJIANG = "650000", "新疆"
