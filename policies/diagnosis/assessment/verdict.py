"""What one rule set says to an enterprise, in words: what is missing, what closes the way."""

from dataclasses import dataclass
from decimal import Decimal

from policies.diagnosis.form.answer_sheet import AnswerRow
from policies.models.rounds import AccountingPeriod
from policies.rules import ConditionAssessment, CriterionAssessment, RuleSetAssessment
from policies.rules.metrics import CompoundGrowth, Share
from policies.rules.wording import SHORT_NAMES, exactly_text, requirement_text
from policies.vocabulary import Metric, MetricKind, Outcome, TierCode

GAPS_IN_A_SENTENCE = 4
# Why a way is closed, and which one fits; what the contract's facts say, and no more.
CLOSED_BY = {
    Metric.IS_SME: (
        "超过中小企业划型标准",
        "可以看制造业单项冠军：不要求先有小巨人，看单项产品的全球市场占有率和排名",
    ),
    Metric.EXCLUDED_BY_NOTICE: (
        "属于不予推荐的情形",
        "先核对是哪一种情形；已是单项冠军的，走单项冠军的复核",
    ),
    Metric.LISTED: ("已公开发行股票上市", "小巨人称号不受影响，按期更新信息、到期复核"),
    Metric.FUNDED_BEFORE: ("已获过中央财政支持", "按推进计划完成绩效目标，称号到期复核"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of one criterion, in words that name years."""

    item: CriterionAssessment
    text: str
    """差270万元；若有国家级科技奖励前三可免."""
    in_short: str
    """研发差270万元."""
    waived_by: str
    """Ⅰ类若有国家级奖可免; empty where it is firm."""

    @property
    def title(self) -> str:
        return self.item.criterion.title

    @property
    def remark(self) -> str:
        """What there is to say beside the answer and the threshold, where both are drawn."""
        exactly = [exactly_text(condition.condition) for condition in self.figures]
        return "；".join(exactly) if exactly and all(exactly) else self.text

    @property
    def figures(self) -> list[ConditionAssessment]:
        """The figures that fall short, on the way that is nearest."""
        failing = self.item.shortfall[0].failing
        return [item for item in failing if isinstance(item.condition.required, Decimal)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule set says, in words; empty counts are left out of every sentence."""

    result: RuleSetAssessment
    period: AccountingPeriod
    gaps: tuple[Gap, ...]

    @classmethod
    def of(cls, result: RuleSetAssessment, period: AccountingPeriod) -> "Verdict":
        return cls(result, period, tuple(_gap(item, period) for item in _in_order(result)))

    @property
    def is_list(self) -> bool:
        return self.result.rule_set.tier == TierCode.KEY_LITTLE_GIANT

    @property
    def conclusion(self) -> str:
        """还差3项, 还有1项未达到, 这条路不适用, 所填3项符合，4项未填."""
        result = self.result
        met, missing = len(result.met), len(result.open)
        if result.rule_set.orientation:
            return "逐项列出，不作结论"
        if result.exclusions:
            return "这条路不适用"
        if self.gaps:
            return f"还有{len(self.gaps)}项未达到" if self.is_list else f"还差{len(self.gaps)}项"
        if missing:
            return f"所填{met}项符合，{missing}项未填" if met else f"{missing}项还没有填"
        return "数值条件均达到"

    @property
    def detail(self) -> str:
        """What follows the conclusion in the same sentence, with its mark: ：研发差270万元."""
        result = self.result
        if result.exclusions:
            return f"，因为{'、'.join(reason for reason, _ in self.closed_by)}"
        if self.gaps:
            waived = [gap.waived_by for gap in self.gaps if gap.waived_by]
            among = "其中" if len(self.gaps) > 1 else ""
            aside = f"（{among}{'，'.join(waived)}）" if waived else ""
            named = "、".join(gap.in_short for gap in self.gaps[:GAPS_IN_A_SENTENCE])
            more = "等" if len(self.gaps) > GAPS_IN_A_SENTENCE else ""
            still = f"；{len(result.open)}项未填" if result.open else ""
            return f"{aside}：{named}{more}{still}"
        if result.for_experts and not result.open and not result.rule_set.orientation:
            return f"，另有{len(result.for_experts)}项由专家评审"
        return ""

    @property
    def closed_by(self) -> list[tuple[str, str]]:
        """The reason and the way that fits of each exclusion."""
        closing = Metric.closing_the_way()
        metrics = [
            condition.condition.metric
            for item in self.result.exclusions
            for condition in item.conditions
            if condition.outcome == Outcome.NOT_MET and condition.condition.metric in closing
        ]
        return [CLOSED_BY[metric] for metric in dict.fromkeys(metrics)]

    @property
    def in_short(self) -> str:
        """差3项, 1项未达, 不适用, 4项未填: as subjects of mails have room for."""
        if self.result.exclusions:
            return "不适用"
        if self.gaps:
            return f"{len(self.gaps)}项未达" if self.is_list else f"差{len(self.gaps)}项"
        return f"{len(self.result.open)}项未填" if self.result.open else "数值条件均达到"

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """Key, number and word of each part of the bar; parts without any are left out."""
        result = self.result
        parts = [
            ("met", len(result.met), "项符合"),
            ("review", len(result.for_experts), "项由专家评审"),
            ("open", len(result.open), "项未填"),
            ("gap", len(self.gaps), "项未达到"),
            ("excluded", len(result.exclusions), "项使这条路不适用"),
        ]
        return [part for part in parts if part[1]]


def sentence_of(verdict: Verdict) -> str:
    """Return what a rule set beside the target says: 小巨人：还差1项：研发差270万元."""
    rule_set = verdict.result.rule_set
    name = rule_set.title if rule_set.orientation else rule_set.tier_name
    return f"{name}：{verdict.conclusion}{verdict.detail}"


def local_text(item: CriterionAssessment, period: AccountingPeriod) -> str:
    """Return what a profile lacks of a rule of its province: 研发差270万元; 符合; 还没填：…."""
    if item.is_gap:
        return f"按您所填，{period.with_years(item.gap_text)}"
    return (
        "按您所填符合"
        if item.outcome == Outcome.MET
        else f"还没填：{criterion_row(item, period).text}"
    )


def criterion_row(item: CriterionAssessment, period: AccountingPeriod) -> AnswerRow:
    """Return a criterion with the figures that it is met by, its proof, or what it asks."""
    main = [c for c in item.conditions if not c.exemption]
    figures = [c for c in main if c.condition.metric.kind == MetricKind.NUMBER]
    named = len(figures) > 1
    if item.outcome == Outcome.UNKNOWN:
        asked = [c for c in figures if c.outcome == Outcome.UNKNOWN]
        texts = [item.reason.replace("年营业收入", "年度营业收入")]
        ways = [
            "，且".join(
                requirement_text(c.condition)
                for c in path.conditions
                if c.outcome == Outcome.UNKNOWN
            )
            for path in item.main_paths
        ]
        if len(ways) > 1:
            texts.append(f"几种里有一种就行：{'；或'.join(filter(None, ways))}")
        else:
            texts += [f"{c.label if named else ''}{c.threshold_text}" for c in asked]
            flags = [c for c in main if c.condition.metric.kind == MetricKind.FLAG]
            texts += [requirement_text(c.condition) for c in flags]
    else:
        met = [c for c in figures if c.outcome == Outcome.MET]
        texts = [f"{c.label if named else ''}{c.answer_text}" for c in met]
        texts += [f"凭{item.via}"] if item.via else []
        texts += [item.criterion.evidence] if item.outcome == Outcome.REVIEW else []
    return AnswerRow(item.criterion.title, period.with_years("；".join(filter(None, texts))))


def _in_order(result: RuleSetAssessment) -> list[CriterionAssessment]:
    """Return the gaps, what follows from two figures behind what is answered as it is asked."""
    return sorted(
        result.gaps,
        key=lambda item: any(
            isinstance(condition.value, CompoundGrowth | Share)
            for path in item.shortfall
            for condition in path.failing
        ),
    )


def _gap(item: CriterionAssessment, period: AccountingPeriod) -> Gap:
    failing = [condition for path in item.shortfall[:1] for condition in path.failing]
    waiving = [
        SHORT_NAMES[condition.condition.metric]
        for path in item.exemption_paths
        for condition in path.conditions
        if condition.outcome == Outcome.UNKNOWN
    ]
    is_firm = item.outcome == Outcome.NOT_MET or not failing
    name = "" if is_firm else SHORT_NAMES[failing[0].condition.metric]
    return Gap(
        item=item,
        text=period.with_years(item.gap_text),
        in_short=period.with_years(item.short_gap_text).replace("（预计）", ""),
        waived_by="" if is_firm else f"{name}若有{'或'.join(dict.fromkeys(waiving))}可免",
    )
