"""The answer to an enterprise: a sentence, what is missing, what is open; counts come last.

Page, receipt, print, mail and desk all read this one object, so that none contradicts another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.diagnosis.assessment.assess import Assessment
from policies.diagnosis.assessment.verdict import Gap, Verdict, criterion_row, sentence_of
from policies.diagnosis.form.answer_sheet import AnswerRow
from policies.diagnosis.goals import LADDER, REVIEWED, Aim, suggested_aim
from policies.diagnosis.vocabulary import Goal, TierStatus
from policies.models.rounds import AccountingPeriod
from policies.rules import CriterionAssessment
from policies.rules.wording import figure_text
from policies.vocabulary import ApplicationType, CurrentTitle, Province
from policies.vocabulary.formats import date_text

RECOMMENDED = "都符合后，仍由省里按名额评审推荐"
AUTHORITY_DECIDES = "是否认定，以主管部门为准"


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
            (f"{heading}{len(items)}项", [criterion_row(item, self.period) for item in items])
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


def _by(rules: str, item: CriterionAssessment) -> str:
    """Return the verdict of a criterion by its own figures: 按现行1200万元达标."""
    figures = "、".join(
        dict.fromkeys(filter(None, (figure_text(c.condition) for c in item.conditions)))
    )
    outcome = item.gap_text if item.is_gap else item.outcome.label
    return f"按{rules}{figures}{outcome}"
