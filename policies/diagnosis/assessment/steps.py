"""What an enterprise can do next: now, only in a later year, with which materials, for what money.

Nothing here invites padding: plans are filled in as they are, figures as the audit lists them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.db.models import Prefetch, Q

from policies.diagnosis.assessment.answer import Answer
from policies.diagnosis.assessment.tier_status import tier_of
from policies.diagnosis.assessment.verdict import Gap
from policies.diagnosis.vocabulary import Goal
from policies.models import (
    CitedFact,
    Edition,
    Material,
    MaterialChecklist,
    Obligation,
    Region,
    RegionalTopUp,
    Tier,
    YearlyEvent,
)
from policies.models.rounds import AccountingPeriod
from policies.models.tiers import ladder
from policies.presentation.rungs import LABELS, Rung, rungs
from policies.presentation.top_ups import TopUpGroup, grouped
from policies.rules import ConditionAssessment
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.rules.metrics import inputs
from policies.vocabulary import CurrentTitle, Department, Metric, Outcome, TierCode, TopUpKind

LAST_YEAR_ANSWERS = frozenset(
    {"revenue_y1", "rd_y1", "debt_ratio", "main_business_share", "main_product_share", "equity_2y"}
)
# What stands for an earlier year, by what next year's form asks of the same.
FOLLOWED_BY = {Metric.RD_Y2: Metric.RD_Y1, Metric.RD_SHARE_Y2: Metric.RD_SHARE_Y1}
THREE_YEAR_WINDOWS = (Metric.CLEAN_RECORD, Metric.TAX_CLEAN)
TITLES = (
    Metric.TITLE_IS_TECH_INNOVATIVE,
    Metric.TITLE_IS_SPECIALIZED,
    Metric.TITLE_IS_LITTLE_GIANT,
)
PLAN_MATERIALS = "推进计划、投资测算、绩效目标"
MOST_TOP_UPS = 4
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, and how."""

    title: str
    text: str
    asks_authority: bool = False
    """The province's authority is named with it."""


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What to do next for an aim."""

    tier: Tier | None
    now: tuple[Step, ...]
    not_this_year: tuple[Step, ...]
    checklist: MaterialChecklist | None
    region: Region | None
    top_ups: list[tuple[TopUpGroup, list[RegionalTopUp]]]
    more_top_ups: int
    rungs: list[Rung]
    here: str
    """The code of the title that the enterprise holds."""

    @property
    def plan_materials(self) -> str:
        return PLAN_MATERIALS if self.tier and self.tier.code == TierCode.KEY_LITTLE_GIANT else ""

    @property
    def facts(self) -> list[CitedFact]:
        """What its parts rest on."""
        shown = [top_up for _, of_group in self.top_ups for top_up in of_group]
        return [*([self.checklist] if self.checklist else ()), *shown]


def next_steps(answer: Answer, region_code: str | None, on: date) -> NextSteps:
    """Return what to do next for the aim of an answer, in a fixed number of queries."""
    edition = Edition.on(on)
    tiers = ladder(edition)
    tier = next((row for row in tiers if row.code == tier_of(answer.aim)), None)
    region = Region.objects.filter(code=region_code).first() if region_code else None
    top_ups = list(_top_ups(tier, region, edition)) if tier and region else []
    settled = [(gap, earliest_year(gap, answer.period)) for gap in answer.gaps]
    year = answer.period.application_year
    applies = answer.aim.goal != Goal.REVIEW and not (answer.verdict and answer.verdict.closed_by)
    materials = Prefetch("materials", Material.objects.itself_in_edition(edition))
    checklists = MaterialChecklist.objects.in_edition(edition).prefetch_related(materials)
    return NextSteps(
        tier=tier,
        now=tuple(_now(answer, tier, [gap for gap, first in settled if first <= year], edition)),
        not_this_year=tuple(_not_yet(gap, first) for gap, first in settled if first > year),
        checklist=checklists.filter(tier=tier).order_by("code").first() if applies else None,
        region=region,
        top_ups=grouped(top_ups[:MOST_TOP_UPS]),
        more_top_ups=max(len(top_ups) - MOST_TOP_UPS, 0),
        rungs=rungs(tiers),
        here="" if answer.is_expired else answer.aim.title,
    )


def earliest_year(gap: Gap, period: AccountingPeriod) -> int:
    """Return the first application year in which a gap can be closed, its nearest way taken."""
    return min(
        max(_earliest(condition, path.conditions, period) for condition in path.failing)
        for path in gap.item.shortfall
    )


def _earliest(
    condition: ConditionAssessment,
    beside: Iterable[ConditionAssessment],
    period: AccountingPeriod,
) -> int:
    metric, year = condition.condition.metric, period.application_year
    if metric == Metric.SEGMENT_YEARS:
        return year + ceil(condition.gap() or 1)
    if metric in THREE_YEAR_WINDOWS:
        return year + 1
    if metric in FOLLOWED_BY:
        newer = [item.outcome for item in beside if item.condition.metric == FOLLOWED_BY[metric]]
        is_safe = period.is_unfinished or Outcome.NOT_MET not in newer
        return year + 1 if is_safe else year + 2
    is_settled = not period.is_unfinished and LAST_YEAR_ANSWERS.intersection(inputs(metric))
    return year + 1 if is_settled else year


def _not_yet(gap: Gap, first: int) -> Step:
    metrics = {item.condition.metric for path in gap.item.shortfall for item in path.failing}
    if metrics.intersection(THREE_YEAR_WINDOWS):
        how = f"近三年的记录满三年才不再计入，看发生的日期；最早{first}年申报时能达到。"
    else:
        how = f"{gap.text}。最早{first}年申报时能达到。"
    return Step(gap.title, how)


def _now(answer: Answer, tier: Tier | None, gaps: list[Gap], edition: Edition) -> Iterable[Step]:
    result = answer.verdict.result if answer.verdict else None
    yield from _first(answer, tier, edition)
    if answer.verdict and answer.verdict.closed_by:
        for reason, way in answer.verdict.closed_by:
            yield Step(f"{reason}，换一条路", f"{way}。", asks_authority=True)
        return
    for gap in gaps:
        if gap.item.shortfall[0].failing[0].condition.metric not in TITLES:
            yield _check(gap, answer.period)
    if result and result.open:
        names = "、".join(item.criterion.title for item in result.open[:MOST_NAMED])
        more = "等" if len(result.open) > MOST_NAMED else ""
        yield Step(f"补上未填的{len(result.open)}项", f"{names}{more}；不清楚的问财务、研发。")
    if tier:
        yield _ask(tier, answer, edition)
    if result and (experts := result.for_experts):
        proofs = (item.criterion.evidence or item.criterion.title for item in experts)
        text = "；".join(dict.fromkeys(proofs))
        yield Step(f"备好由专家评审的{len(experts)}项", f"{text}。")


def _first(answer: Answer, tier: Tier | None, edition: Edition) -> Iterable[Step]:
    """Yield what comes before any gap: a review that is due, support that runs, a lower title."""
    aim = answer.aim
    if answer.is_expired and aim.goal != Goal.REVIEW:
        yield Step("先办复核", "称号过了有效期：先问怎样复核、还来不来得及。", asks_authority=True)
    if aim.title == CurrentTitle.KEY_LITTLE_GIANT:
        yield Step("按绩效目标完成推进计划", "三年实施期，期末按绩效评价；按实际进度填报。")
    if aim.title == CurrentTitle.NONE and tier and (lower := tier.prerequisite):
        text = f"{tier.short_name}要先有这个称号。{lower.recognised_by}。"
        yield Step(f"先评{LABELS[lower.code]}", text, asks_authority=True)
    if aim.goal == Goal.REVIEW and aim.tier == TierCode.LITTLE_GIANT:
        of_year = (f"{answer.period.application_year}年度复核", "以后年度复核")
        rules = Obligation.objects.in_edition(edition).filter(topic__in=of_year)
        for row in sorted(rules, key=lambda row: of_year.index(row.topic))[:1]:
            yield Step(row.topic, f"{row.rule}。")


def _check(gap: Gap, period: AccountingPeriod) -> Step:
    """Return where to check what is missing; the figure itself is not to be helped along."""
    metric = gap.item.shortfall[0].failing[0].condition.metric
    question = QUESTIONS_BY_NAME[inputs(metric)[0]]
    if metric == Metric.PLAN_INVESTMENT:
        how = "设备、研发、产学研、人才可计，土地和厂房不计；按实际计划填写"
    elif metric == Metric.PLAN_ASPECTS:
        how = f"{question.where_found}；按实际计划填写"
    else:
        is_audited = question.department == Department.FINANCE
        how = question.where_found + ("；以审计报告列示为准" if is_audited else "")
    return Step(f"核对{gap.title}", f"{period.with_years(how)}。")


def _ask(tier: Tier, answer: Answer, edition: Edition) -> Step:
    # What a year brings this tier alone tells more than what it brings several.
    events = YearlyEvent.objects.in_edition(edition).filter(tiers=tier).prefetch_related("tiers")
    event = min(events, key=lambda row: (len(row.tiers.all()), -row.position), default=None)
    past = f"往年{event.period}：{event.what}。" if event else ""
    year = answer.period.application_year
    asked = "何时摸底、有几个名额" if tier.is_support_list else f"{year}年何时开始、要什么材料"
    return Step(f"问市、区工信部门{asked}", past, asks_authority=True)


def _top_ups(tier: Tier, province: Region, edition: Edition) -> Iterable[RegionalTopUp]:
    in_province = Q(region=province) | Q(region__parent=province)
    top_ups = RegionalTopUp.objects.in_edition(edition).filter(in_province)
    paying = top_ups.exclude(kind=TopUpKind.RULE).not_expired(edition.day)
    return paying.with_regions().for_tier(tier)
