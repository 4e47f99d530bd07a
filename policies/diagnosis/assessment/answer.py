"""The answer to an enterprise: a sentence, what is missing, what is open; counts come last.

Page, receipt, print, mail and desk all read this one object, so that none contradicts another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.diagnosis.assessment.assess import Assessment
from policies.diagnosis.form.answer_sheet import AnswerRow
from policies.diagnosis.goals import LADDER, REVIEWED, Aim, suggested_aim
from policies.diagnosis.vocabulary import Goal, TierStatus
from policies.models.rounds import AccountingPeriod
from policies.rules import ConditionAssessment, CriterionAssessment, RuleSetAssessment
from policies.rules.metrics import CompoundGrowth, Share
from policies.rules.wording import (
    SHORT_NAMES,
    exactly_text,
    figure_text,
    requirement_text,
)
from policies.vocabulary import (
    ApplicationType,
    CurrentTitle,
    Metric,
    MetricKind,
    Outcome,
    Province,
    TierCode,
)
from policies.vocabulary.formats import date_text

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
RECOMMENDED = "都符合后，仍由省里按名额评审推荐"
AUTHORITY_DECIDES = "是否认定，以主管部门为准"


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What an enterprise is told of its aim."""

    aim: Aim
    assessment: Assessment
    period: AccountingPeriod
    way: str
    """小巨人，在有效期内，湖北 → 重点小巨人."""
    is_expired: bool
    """The title is no longer in force, so its review comes first."""
    verdict: Verdict | None
    """None where no rules decide."""
    later: Verdict | None
    """What rules say that begin before the application year is over."""

    @property
    def lead(self) -> str:
        """What stands before the conclusion: 小巨人, 重点小巨人的基本条件."""
        parts = []
        if self.aim.title == CurrentTitle.KEY_LITTLE_GIANT:
            parts.append("已获支持，往后看绩效和复核")
        elif self.is_expired and self.aim.goal != Goal.REVIEW:
            parts.append("称号已过有效期，先办复核")
        if self.verdict is None:
            parts.append(self.assessment.note.removesuffix("。"))
        elif self.is_reference:
            name, since = self.aim.name, self.verdict.result.rule_set.effective_from.year
            parts.append(
                f"{self.period.application_year}年{name}规则未见，旧标准仅供参考；按{since}年标准"
            )
        elif self.verdict.is_list and not self.verdict.result.exclusions:
            parts.append(f"{self.verdict.result.rule_set.tier_name}的基本条件")
        else:
            is_review = self.aim.goal == Goal.REVIEW
            name = self.verdict.result.rule_set.tier_name
            parts.append(f"{self.period.application_year}年{name}复核" if is_review else name)
        return "；".join(parts)

    @property
    def is_reference(self) -> bool:
        """Whether the rules have ended, and no later ones are known."""
        return self.assessment.standing(TierStatus.ENDED) is not None

    @property
    def conclusion(self) -> str:
        return self.verdict.conclusion if self.verdict else ""

    @property
    def detail(self) -> str:
        """What the headline of a title adds to its conclusion; a list says it in `say` instead."""
        if self.verdict is None or (self.verdict.is_list and not self.verdict.result.exclusions):
            return ""
        return self.verdict.detail

    @property
    def headline(self) -> str:
        """The whole answer in one sentence."""
        return f"{self.lead}：{self.conclusion}{self.detail}" if self.verdict else self.lead

    @property
    def say(self) -> str:
        """The sentences under the headline: what is met, who decides, when, and what fits."""
        is_supported = self.aim.title == CurrentTitle.KEY_LITTLE_GIANT
        sentences = ["" if is_supported else self.aim.reason.removesuffix("。")]
        if self.verdict:
            sentences += self._said_of(self.verdict)
        return "".join(f"{sentence}。" for sentence in sentences if sentence)

    def _said_of(self, verdict: Verdict) -> list[str]:
        words = {"met": "项符合", "review": "项由专家评审", "open": "项未填"}
        parts = [f"{n}{words[key]}" for key, n, _ in verdict.counts if key in words]
        decides = RECOMMENDED if verdict.is_list else AUTHORITY_DECIDES
        if verdict.result.exclusions:
            others = [f"另有{len(verdict.gaps)}项未达到"] if verdict.gaps else []
            return [way for _, way in verdict.closed_by] + others
        found = [f"按您所填{'，'.join(parts)}；{decides}" if parts else decides]
        target = self.assessment.standing(TierStatus.TARGET)
        if target and target.closed:
            found.append("现在没有申报窗口，为下一轮准备")
        elif self.period.is_estimate and self.aim.goal != Goal.REVIEW:
            year = self.period.application_year
            found.append(f"{year}年通知未见，按现行办法预估，为下一轮准备")
        return found

    @property
    def in_short(self) -> str:
        """重点小巨人1项未达, 小巨人复核，旧标准仅供参考: as subjects and lists have room for."""
        if self.verdict is None:
            return self.assessment.note.partition("，")[0].removesuffix("。")
        name = self.verdict.result.rule_set.tier_name
        kind = "复核" if self.aim.goal == Goal.REVIEW else ""
        reference = "（旧标准参考）" if self.is_reference else ""
        return f"{name}{kind}{self.verdict.in_short}{reference}"

    @property
    def first_heading(self) -> str:
        """What stands first below the answer."""
        if self.gaps:
            return f"未达到的{len(self.gaps)}项"
        if self.verdict and self.verdict.closed_by:
            return "为什么不适用"
        is_open = self.verdict and self.verdict.result.open
        return "还要填什么" if is_open else "逐项都达到，还看什么"

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.verdict.gaps if self.verdict else ()

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Criteria that later rules judge by other figures: title, and both verdicts."""
        if self.verdict is None or self.later is None:
            return []
        since = date_text(self.later.result.rule_set.effective_from)
        now = {item.criterion.code: item for item in self.verdict.result.criteria}
        pairs = [(now.get(item.criterion.code), item) for item in self.later.result.criteria]
        return [
            (
                new.criterion.title,
                self.period.with_years(f"{_by('现行', old)}；{_by(f'{since}起', new)}"),
            )
            for old, new in pairs
            if old is not None and old.criterion.paths != new.criterion.paths
        ] + [
            (new.criterion.title, f"{since}起新增：{new.outcome.label}")
            for old, new in pairs
            if old is None
        ]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other rule sets: where each stands, and what it says."""
        return [
            (
                tier.status.label,
                sentence_of(Verdict.of(tier.result, self.period)),
            )
            for tier in self.assessment.others
        ]

    @property
    def parts(self) -> list[tuple[str, list[AnswerRow]]]:
        """What is not missing, under its heading: met, for experts, open."""
        if self.verdict is None:
            return []
        result = self.verdict.result
        kinds = (
            ("符合的", result.met),
            ("由专家评审的", result.for_experts),
            ("未填的", result.open),
        )
        return [
            (f"{heading}{len(items)}项", [_row(item, self.period) for item in items])
            for heading, items in kinds
            if items
        ]

    @property
    def caveats(self) -> list[tuple[str, str]]:
        """What a form cannot tell: by criterion, what the authority looks at beside it."""
        criteria = [item.criterion for item in self.verdict.result.criteria] if self.verdict else []
        return [(item.title, item.caveat) for item in criteria if item.caveat]


def answer_of(
    assessment: Assessment, answers: Mapping[str, Any], period: AccountingPeriod
) -> Answer:
    """Return the answer of an assessment, fresh or stored, to the answers by field name."""
    title, kind = answers.get("current_title"), answers.get("application_type")
    aim = assessment.aim or suggested_aim(
        CurrentTitle(title) if title else None, ApplicationType(kind or ApplicationType.NEW)
    )
    later = assessment.standing(TierStatus.LATER)
    return Answer(
        aim=aim,
        assessment=assessment,
        period=period,
        way=_way(aim, answers),
        is_expired=aim.title in REVIEWED and answers.get("title_valid") is False,
        verdict=Verdict.of(assessment.target, period) if assessment.target else None,
        later=Verdict.of(later.result, period) if later else None,
    )


def local_text(item: CriterionAssessment, period: AccountingPeriod) -> str:
    """Return what a profile lacks of a rule of its province: 研发差270万元; 符合; 还没填：…."""
    if item.is_gap:
        return f"按您所填，{period.with_years(item.gap_text)}"
    return "按您所填符合" if item.outcome == Outcome.MET else f"还没填：{_row(item, period).text}"


def sentence_of(verdict: Verdict) -> str:
    """Return what a rule set beside the target says: 小巨人：还差1项：研发差270万元."""
    rule_set = verdict.result.rule_set
    name = rule_set.title if rule_set.orientation else rule_set.tier_name
    return f"{name}：{verdict.conclusion}{verdict.detail}"


def _way(aim: Aim, answers: Mapping[str, Any]) -> str:
    valid = {True: "在有效期内", False: "已过有效期"}
    region = answers.get("region")
    labels = ("还没有称号", "科技和创新型", "专精特新", "小巨人", "重点小巨人")
    parts = (
        labels[LADDER.index(aim.title)],
        valid.get(answers.get("title_valid"), "") if aim.title in REVIEWED else "",  # type: ignore[arg-type]
        Province(region).label if region else "",
    )
    return f"{'，'.join(filter(None, parts))} → {aim.name}"


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


def _row(item: CriterionAssessment, period: AccountingPeriod) -> AnswerRow:
    """Return a criterion with the figures that it is met by, its proof, or what it asks."""
    main = [c for c in item.conditions if not c.exemption]
    figures = [c for c in main if c.condition.metric.kind == MetricKind.NUMBER]
    named = len(figures) > 1
    if item.outcome == Outcome.UNKNOWN:
        asked = [c for c in figures if c.outcome == Outcome.UNKNOWN]
        texts = [item.reason.replace("年营业收入", "年度营业收入")]
        texts += [f"{c.label if named else ''}{c.threshold_text}" for c in asked]
        flags = [c for c in main if c.condition.metric.kind == MetricKind.FLAG]
        texts += [requirement_text(c.condition) for c in flags]
    else:
        met = [c for c in figures if c.outcome == Outcome.MET]
        texts = [f"{c.label if named else ''}{c.answer_text}" for c in met]
        texts += [f"凭{item.via}"] if item.via else []
        texts += [item.criterion.evidence] if item.outcome == Outcome.REVIEW else []
    return AnswerRow(item.criterion.title, period.with_years("；".join(filter(None, texts))))


def _by(rules: str, item: CriterionAssessment) -> str:
    """Return the verdict of a criterion by its own figures: 按现行1200万元达标."""
    figures = "、".join(
        dict.fromkeys(filter(None, (figure_text(c.condition) for c in item.conditions)))
    )
    outcome = item.gap_text if item.is_gap else item.outcome.label
    return f"按{rules}{figures}{outcome}"
