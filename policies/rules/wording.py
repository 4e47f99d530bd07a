"""Conditions, answers and gaps in the words of readers; no figure contradicts its verdict."""

from decimal import Decimal

from policies.rules.figures import distance, money_short_of, rounded
from policies.rules.metrics import CompoundGrowth, Share, Value
from policies.rules.structure import Condition
from policies.vocabulary import Metric, Operator, Unit
from policies.vocabulary.formats import plain_number

# What a condition asks where the answer must be no.
NEGATIONS = {
    Metric.EXCLUDED_BY_NOTICE: "不属于不予推荐的情形",
    Metric.LISTED: "未公开发行股票上市",
    Metric.FUNDED_BEFORE: "未曾获两轮中央财政重点小巨人支持之一",
}


STRICT = (Operator.MORE_THAN, Operator.LESS_THAN)

# Where there is room for a word only: subjects of e-mails, headlines.
SHORT_NAMES = {
    Metric.TITLE_IS_TECH_INNOVATIVE: "前置称号",
    Metric.TITLE_IS_SPECIALIZED: "前置称号",
    Metric.TITLE_IS_LITTLE_GIANT: "前置称号",
    Metric.IS_SME: "企业划型",
    Metric.CLEAN_RECORD: "合规",
    Metric.TAX_CLEAN: "纳税",
    Metric.EXCLUDED_BY_NOTICE: "不予推荐情形",
    Metric.PRODUCT_ALLOWED: "产品类别",
    Metric.MAIN_PRODUCT_SHARE: "主导产品占比",
    Metric.SEGMENT_YEARS: "细分市场年限",
    Metric.REVENUE_Y1: "营收规模",
    Metric.REVENUE_CAGR_2Y: "营收增长",
    Metric.MAIN_BUSINESS_SHARE: "主营占比",
    Metric.DEBT_RATIO: "负债率",
    Metric.RD_Y1: "上年度研发",
    Metric.RD_Y2: "前一年度研发",
    Metric.RD_TOTAL_2Y: "研发",
    Metric.RD_SHARE_Y1: "上年度研发占比",
    Metric.RD_SHARE_Y2: "前一年度研发占比",
    Metric.EQUITY_2Y: "股权投资",
    Metric.CLASS1_IP: "Ⅰ类",
    Metric.NATIONAL_AWARD: "国家级奖",
    Metric.PROVINCIAL_AWARD: "省部级奖",
    Metric.MAKER_CONTEST_TOP50: "创客中国",
    Metric.RD_INSTITUTION: "研发机构",
    Metric.PROVINCIAL_RD_CENTRE: "省部级研发机构",
    Metric.MARKET_SHARE: "市占率",
    Metric.DOMESTIC_RANK: "国内排名",
    Metric.PRODUCT_FIELDS: "领域",
    Metric.CHAIN_ROLES: "产业链作用",
    Metric.PLATFORM_SCORE: "评价得分",
    Metric.STANDARDS_ROLE: "标准制定",
    Metric.LEADING_CUSTOMERS: "龙头配套",
    Metric.LISTED: "上市",
    Metric.FUNDED_BEFORE: "已获支持",
    Metric.PLAN_INVESTMENT: "计划投资",
    Metric.PLAN_ASPECTS: "推进计划",
}


def requirement_text(condition: Condition) -> str:
    """Return a condition as readers see it: 上年度营业收入不低于5000万元."""
    metric, required = condition.metric, condition.required
    if isinstance(required, Decimal):
        return f"{metric.label}{threshold_text(condition)}"
    if isinstance(required, frozenset):
        return f"{metric.label}{condition.operator.label}：{_named(metric, required)}"
    if condition.operator == Operator.NOT_EMPTY:
        return f"{metric.label}{condition.operator.label}"
    return metric.label if required else NEGATIONS.get(metric, f"不是：{metric.label}")


def threshold_text(condition: Condition) -> str:
    """Return what a condition asks of its metric: 不低于5000万元, 前3名, 是; empty without one."""
    metric, required = condition.metric, condition.required
    if isinstance(required, Decimal):
        if metric.unit == Unit.RANK and condition.operator == Operator.AT_MOST:
            return f"前{_with_unit(metric, required)}"
        return f"{condition.operator.label}{_with_unit(metric, required)}"
    if isinstance(required, frozenset):
        return f"{condition.operator.label}：{_named(metric, required)}"
    if condition.operator == Operator.NOT_EMPTY:
        return condition.operator.label
    return "是" if required else "否"


def figure_text(condition: Condition) -> str:
    """Return the bare figure that a condition names: 5000万元, 3名; empty where it names none."""
    required = condition.required
    return _with_unit(condition.metric, required) if isinstance(required, Decimal) else ""


def answer_text(condition: Condition, value: Value) -> str:
    """Return the value that a condition saw: 4200万元, 2.9999%, 第3名, 是; 未填 without one."""
    metric = condition.metric
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return _named(metric, value) or "都不是"
    if isinstance(value, Share | CompoundGrowth):
        return _with_unit(metric, rounded(value, _telling_places(condition, value)))
    return (
        f"第{_with_unit(metric, value)}" if metric.unit == Unit.RANK else _with_unit(metric, value)
    )


def gap_text(condition: Condition, value: Value) -> str:
    """Return what a value that fails is short of: 差800万元, 营收再差63.75万元, 须超过50%.

    What has to be passed names both figures: a difference would be enough for neither.
    """
    required, far = condition.required, _printed_distance(condition, value)
    if far is None or not isinstance(required, Decimal):
        return f"须满足：{requirement_text(condition)}"
    if condition.operator in STRICT:
        answer = answer_text(condition, value)
        return f"您填{answer}，{threshold_text(condition)}（{exactly_text(condition)}）"
    parts = [f"{_direction(condition)}{_distance_text(condition.metric, far)}"]
    money = money_short_of(value, required)
    if money is not None:
        wanted = "上年度营收" if isinstance(value, CompoundGrowth) else "研发费用"
        parts.append(f"{wanted}再差{plain_number(money)}万元")
    return "，".join(parts)


def exactly_text(condition: Condition) -> str:
    """Return what the threshold itself is worth where it must be passed: 恰好2000万元不够."""
    if condition.operator not in STRICT:
        return ""
    is_floor = condition.operator == Operator.MORE_THAN
    return f"恰好{figure_text(condition)}{'不够' if is_floor else '也不行'}"


def short_gap_text(condition: Condition, value: Value) -> str:
    """Return the gap of a value that fails in a few characters: 研发差280万元, Ⅰ类差1项, 合规不符.

    That of growth is one of 营收: 上年度营收差84.25万元.
    """
    name, required = SHORT_NAMES[condition.metric], condition.required
    far = _printed_distance(condition, value)
    if far is None or not isinstance(required, Decimal):
        return f"{name}不符"
    if condition.operator in STRICT:
        return f"{name}{answer_text(condition, value)}，{threshold_text(condition)}"
    money = money_short_of(value, required) if isinstance(value, CompoundGrowth) else None
    if money is not None:
        return f"上年度营收差{plain_number(money)}万元"
    return f"{name}{_direction(condition)}{_distance_text(condition.metric, far)}"


def _printed_distance(condition: Condition, value: Value) -> Decimal | None:
    required = condition.required
    if not isinstance(required, Decimal):
        return None
    return distance(value, required, _telling_places(condition, value))


def _direction(condition: Condition) -> str:
    is_bound = condition.operator in (Operator.AT_MOST, Operator.LESS_THAN)
    return "高出" if is_bound and condition.metric.unit != Unit.RANK else "差"


def _distance_text(metric: Metric, figure: Decimal) -> str:
    if metric.unit == Unit.PERCENT:
        return f"{plain_number(figure)}个百分点"
    return _with_unit(metric, figure)


def _telling_places(condition: Condition, value: Value) -> int:
    """Return two, or how many places it takes for a figure to stand where the verdict says."""
    required, places = condition.required, 2
    if isinstance(value, Share | CompoundGrowth) and isinstance(required, Decimal):
        side = value.compare(required)
        shown = rounded(value, places)
        while (shown > required) - (shown < required) != side:
            places += 1
            shown = rounded(value, places)
    return places


def _with_unit(metric: Metric, figure: Decimal) -> str:
    return f"{plain_number(figure)}{metric.unit or ''}"


def _named(metric: Metric, codes: frozenset[str]) -> str:
    options = metric.options or ()
    return "、".join(option.label for option in options if option.value in codes)
