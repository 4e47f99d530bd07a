"""What an enterprise may answer: one `Question` each, from which all else derives.

The command `assess`, the form and its worksheet, the stored answers, mail and export read these.
Names, types and labels are those of the contract (`facts/criteria.yaml`).
"""

from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from policies.vocabulary import (
    ApplicationType,
    ChainRole,
    CurrentTitle,
    Department,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: how it is named, worded, typed, bounded and explained."""

    name: str = ""
    label: str
    """As the contract names the answer, with a place for the year: 上年度营业收入."""
    kind: AnswerKind
    unit: Unit | None = None
    options: type[Vocabulary] | None = None
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    asked: str = ""
    """How the page asks where the label would not do; worded so that 是 is the good answer."""
    is_negated: bool = False
    """The page asks for the opposite: 是 answers `false`."""
    hint: str = ""
    term: str = ""
    """The key of the glossary term that explains it."""
    department: Department = Department.GENERAL
    where_found: str = ""
    """Where the department finds the answer."""
    beside: str = ""
    """The question in whose breath this one is asked."""

    @property
    def wording(self) -> str:
        return self.asked or self.label


def _ask(label: str, kind: AnswerKind, default: Any = None, **spec: Any) -> Any:
    """Return the field of `Profile` that holds the answer."""
    question = Question(label=label, kind=kind, **spec)
    return field(default=default, metadata={"question": question})


def _amount(label: str, **spec: Any) -> Any:
    """Ask for an amount in 万元."""
    return _ask(label, AnswerKind.AMOUNT, unit=Unit.WAN, **spec)


def _percent(label: str, maximum: Decimal | None = Decimal(100), **spec: Any) -> Any:
    return _ask(label, AnswerKind.PERCENT, unit=Unit.PERCENT, maximum=maximum, **spec)


def _flag(label: str, **spec: Any) -> Any:
    return _ask(label, AnswerKind.FLAG, **spec)


def _choice(label: str, options: type[Vocabulary], **spec: Any) -> Any:
    return _ask(label, AnswerKind.CHOICE, options=options, **spec)


def _multi(label: str, options: type[Vocabulary], **spec: Any) -> Any:
    return _ask(label, AnswerKind.MULTI, options=options, **spec)


_FINANCE = Department.FINANCE
_RESEARCH = Department.RESEARCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An enterprise's answers; None is unanswered, but zero, False and an empty set are not."""

    region: Province | None = _choice("所在省份", Province, where_found="营业执照的注册地")
    application_type: ApplicationType = _choice(
        "新申请/复核",
        ApplicationType,
        default=ApplicationType.NEW,
        where_found="第一次申请选新申请，称号到期选复核",
    )
    current_title: CurrentTitle | None = _choice(
        "现有称号", CurrentTitle, where_found="认定文件，或培育平台的名单"
    )
    title_valid: bool | None = _flag(
        "称号在有效期内",
        asked="证书还在有效期内",
        hint="证书或公告上的到期日还没过。",
        where_found="认定文件或证书上的有效期",
    )
    is_sme: bool | None = _flag(
        "符合中小企业划型标准",
        hint="按上年末从业人员和上年营业收入对照所属行业的上限。",
        where_found="上年末从业人员、营业收入、资产总额，对照划型上限",
    )
    clean_record: bool | None = _flag(
        "申报期未列入经营异常或严重失信名单；近三年无较大生产安全事故、重大网络和数据安全事件、"
        "重大环境违法行为、严重质量问题、严重违反行业管理规定",
        asked="信用和监管记录没有问题",
        hint="没有列入经营异常、严重失信名单；近三年没有较大生产安全事故、重大网络和数据安全事件、"
        "重大环境违法行为、严重质量问题和严重违反行业管理规定。",
        where_found="信用中国报告、国家企业信用信息公示系统报告",
    )
    tax_clean: bool | None = _flag(
        "近三年无偷漏税",
        asked="近三年没有偷漏税",
        department=_FINANCE,
        where_found="纳税信用记录、信用中国报告",
    )
    excluded_by_notice: bool | None = _flag(
        "属于不予推荐的情形：已是制造业单项冠军，或与已认定小巨人有控股关系，"
        "或同一集团已有主导产品相近的小巨人",
        asked="不属于不予推荐的情形",
        is_negated=True,
        hint="已是制造业单项冠军；与已认定小巨人有控股关系；同一集团已有主导产品相近的小巨人。",
        where_found="股权结构图，集团内企业的称号",
    )
    product_allowed: bool | None = _flag(
        "主导产品不属于国家禁止、限制或淘汰类",
        asked="主导产品不在国家禁止、限制、淘汰之列",
        where_found="主导产品说明，对照产业目录",
    )
    main_product_share: Decimal | None = _percent(
        "主导产品收入占营业收入比重",
        hint="例如 72。",
        term="main-product",
        department=_FINANCE,
        where_found="产品收入明细：主导产品收入÷营业收入",
    )
    segment_years: Decimal | None = _ask(
        "从事特定细分市场年限（截至上年末）",
        AnswerKind.DECIMAL,
        unit=Unit.YEARS,
        hint="例如 6。",
        term="market-segment",
        where_found="产品沿革、合同，按实际从事年限算到上年末",
    )
    revenue_y1: Decimal | None = _amount(
        "上年度营业收入",
        hint="例如 6000、6000万或0.6亿。",
        department=_FINANCE,
        where_found="审计报告的利润表，“营业收入”本年数",
    )
    revenue_y2: Decimal | None = _amount(
        "前一年度营业收入",
        department=_FINANCE,
        where_found="同一张利润表的上年数，或前一年的审计报告",
        beside="revenue_y1",
    )
    revenue_y3: Decimal | None = _amount(
        "再前一年度营业收入",
        department=_FINANCE,
        where_found="再前一年的审计报告，利润表“营业收入”",
        beside="revenue_y1",
    )
    main_business_share: Decimal | None = _percent(
        "上年度主营业务收入占比",
        hint="例如 95。",
        department=_FINANCE,
        where_found="审计报告附注“营业收入和营业成本”：主营业务收入÷营业收入",
    )
    debt_ratio: Decimal | None = _percent(  # may exceed 100
        "上年末资产负债率",
        maximum=None,
        hint="负债总额除以资产总额，例如 58.3。",
        department=_FINANCE,
        where_found="审计报告的资产负债表，年末数：负债合计÷资产总计",
    )
    rd_y1: Decimal | None = _amount(
        "上年度研发费用",
        hint="以审计报告列示数为准，例如 320。",
        term="research-expenses",
        department=_FINANCE,
        where_found="审计报告列示的“研发费用”；没有列示的另附专项审计",
    )
    rd_y2: Decimal | None = _amount(
        "前一年度研发费用",
        department=_FINANCE,
        where_found="前一年审计报告列示的“研发费用”",
        beside="rd_y1",
    )
    equity_2y: Decimal | None = _amount(
        "近两年新增股权投资（合格机构投资者实缴）",
        term="equity-investment",
        department=_FINANCE,
        where_found="投资协议和到账凭证，只算合格机构投资者的实缴额",
    )
    class1_ip: Decimal | None = _ask(
        "与主导产品相关且已产生效益的Ⅰ类知识产权项数",
        AnswerKind.INTEGER,
        unit=Unit.ITEMS,
        hint="没有就填 0。",
        term="class-1-ip",
        department=Department.PROPERTY,
        where_found="证书和登记簿；只数与主导产品相关、已产生效益、不是转入的",
    )
    national_award: bool | None = _flag(
        "近三年获国家级科技奖励且单位排名前三",
        term="national-awards",
        department=_RESEARCH,
        where_found="获奖证书，以证书落款时间计近三年，单位排名前三",
        beside="class1_ip",
    )
    provincial_award: bool | None = _flag(
        "近三年获省部级以上科技奖励且单位排名前三",
        department=_RESEARCH,
        where_found="获奖证书，以证书落款时间计近三年，单位排名前三",
        beside="class1_ip",
    )
    maker_contest_top50: bool | None = _flag(
        "近三年进入“创客中国”大赛全国50强企业组",
        department=_RESEARCH,
        where_found="大赛公布的名单或证书",
    )
    rd_institution: bool | None = _flag(
        "自建或与高校院所联合建立研发机构",
        department=_RESEARCH,
        where_found="机构设立文件，或与高校院所的共建协议",
    )
    provincial_rd_centre: bool | None = _flag(
        "拥有经认定的省部级以上研发机构",
        department=_RESEARCH,
        where_found="省部级以上的认定文件",
        beside="class1_ip",
    )
    market_share: Decimal | None = _percent(
        "主导产品国内或国际细分市场占有率",
        hint="例如 12.5；和排名知道一个即可。",
        term="market-segment",
        where_found="市场占有率说明：范围、规模、份额、出处",
    )
    domestic_rank: Decimal | None = _ask(
        "主导产品国内细分市场排名",
        AnswerKind.INTEGER,
        unit=Unit.RANK,
        minimum=Decimal(1),
        hint="第几名填几。",
        where_found="市场占有率说明里的排名和出处",
        beside="market_share",
    )
    product_fields: frozenset[str] | None = _multi(
        "主导产品所属领域",
        ProductField,
        hint="可多选，供顾问参考；由专家评审归类。",
        term="six-bases-2026",
        department=_RESEARCH,
        where_found="主导产品说明，对照文件列出的领域",
    )
    chain_roles: frozenset[str] | None = _multi(
        "产业链作用（补短板/填空白/解决“卡脖子”）",
        ChainRole,
        department=_RESEARCH,
        where_found="产业链位置说明",
    )
    platform_score: Decimal | None = _ask(
        "培育平台给出的专精特新发展评价得分",
        AnswerKind.DECIMAL,
        unit=Unit.POINTS,
        maximum=Decimal(100),
        hint="只填平台显示的得分；没有测评过就留空。",
        term="cultivation-platform",
        where_found="登录培育平台查看",
    )
    standards_role: bool | None = _flag(
        "主持或参与制定国际、国家或行业标准",
        department=_RESEARCH,
        where_found="标准文本的起草单位页",
    )
    leading_customers: bool | None = _flag(
        "为大型央企或世界500强稳定配套", where_found="配套合同、供应商证明"
    )
    listed: bool | None = _flag(
        "已在上交所、深交所、北交所或境外公开发行股票",
        asked="没有上市",
        is_negated=True,
        hint="没有在上交所、深交所、北交所上市，也没有在境外公开发行股票。",
        where_found="股权结构和上市情况的自检说明",
    )
    funded_before: bool | None = _flag(
        "曾获两轮中央财政重点小巨人支持之一",
        asked="没有获过这项支持",
        is_negated=True,
        hint="中央财政支持重点“小巨人”的两轮，哪一轮、哪一批都算。",
        where_found="历次公示名单",
    )
    plan_investment: Decimal | None = _amount(
        "三年推进计划投资总额（不含土地、厂房）",
        asked="计划三年一共投资多少",
        hint="设备、研发、产学研、人才可计，土地和厂房不计；按实际计划填写，例如 2600。",
        department=_FINANCE,
        where_found="推进计划的投资测算，不含土地和厂房",
    )
    plan_aspects: frozenset[str] | None = _multi(
        "推进计划覆盖的方面（三新一强）",
        PlanAspect,
        asked="推进计划覆盖哪些方面",
        hint="“三新一强”，可做一个或几个方面，每个方面要有可考核的绩效目标；还没有计划就不选。",
        term="three-new-one-strong",
        department=_RESEARCH,
        where_found="推进计划文本，每个方面要有绩效目标",
    )


QUESTIONS = tuple(replace(f.metadata["question"], name=f.name) for f in fields(Profile))
QUESTIONS_BY_NAME = {question.name: question for question in QUESTIONS}
