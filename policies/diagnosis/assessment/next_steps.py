"""What an enterprise can do next: gaps by when they can still change, the round, its region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects

from policies.models import ApplicationRound, Edition, Region, RegionalTopUp, Tier
from policies.models.attach_sources import attach_sources
from policies.models.rounds import AccountingPeriod
from policies.models.tiers import ladder
from policies.presentation.top_ups import TopUpGroup, grouped
from policies.rules import Profile, RuleSetAssessment
from policies.rules.metrics import inputs
from policies.vocabulary import Metric, TopUpKind

LAST_YEAR_ANSWERS = frozenset(
    {"revenue_y1", "rd_y1", "debt_ratio", "main_business_share", "main_product_share", "equity_2y"}
)
EARLIER_ANSWERS = frozenset({"revenue_y2", "revenue_y3", "rd_y2"})


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion that blocks, and what is missing."""

    title: str
    gap: str


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The gaps that can change in the same way."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What to do next for the tier within reach."""

    tier: Tier
    groups: tuple[StepGroup, ...]
    round: ApplicationRound | None
    region: Region | None
    top_ups: list[tuple[TopUpGroup, list[RegionalTopUp]]]

    @property
    def top_up_count(self) -> int:
        return sum(len(top_ups) for _, top_ups in self.top_ups)


def next_steps(
    target: RuleSetAssessment, profile: Profile, period: AccountingPeriod, on: date
) -> NextSteps:
    """Return the ordered gaps, the newest round and the region's top-ups of the tier in reach."""
    edition = Edition.on(on)
    tier = next(tier for tier in ladder(edition) if tier.code == target.rule_set.tier)
    rounds = ApplicationRound.objects.itself_in_edition(edition).with_windows(edition)
    prefetch_related_objects([tier], Prefetch("rounds", rounds.newest_first()))
    dated = next((row for row in tier.rounds.all() if row.windows.all()), None)
    region = Region.objects.filter(code=profile.region).first() if profile.region else None
    top_ups = list(_top_ups(tier, region, edition)) if region else []
    attach_sources([*(dated.windows.all() if dated else ()), *top_ups])
    return NextSteps(
        tier=tier,
        groups=_gaps_by_time(target, period),
        round=dated,
        region=region,
        top_ups=grouped(top_ups),
    )


def _gaps_by_time(target: RuleSetAssessment, period: AccountingPeriod) -> tuple[StepGroup, ...]:
    last = period.last_accounting_year
    any_time = "不按会计年度算：申报前达到即可"
    past = "往年的数已经定了，这一次改变不了"
    if period.is_unfinished:
        this_year = f"{last}年还没有过完：到年底前补上，就算进这一次"
        order = (this_year, any_time, past)
    else:
        this_year = f"按{last}年的数算，已经定了；从{last + 1}年起补，用于下一次"
        order = (any_time, this_year, past)
    steps: dict[str, list[Step]] = {title: [] for title in order}
    for criterion in target.not_met:
        metrics = [[item.condition.metric for item in path.failing] for path in criterion.shortfall]
        if metrics and all(any(map(_is_past, of_path)) for of_path in metrics):
            title = past
        elif any(LAST_YEAR_ANSWERS.intersection(inputs(m)) for path in metrics for m in path):
            title = this_year
        else:
            title = any_time
        steps[title].append(Step(criterion.criterion.title, criterion.gap_text))
    return tuple(StepGroup(title, tuple(found)) for title, found in steps.items() if found)


def _is_past(metric: Metric) -> bool:
    """Return whether a metric rests on years that are over, so that nothing changes it now."""
    return EARLIER_ANSWERS.issuperset(inputs(metric))


def _top_ups(tier: Tier, province: Region, edition: Edition) -> Iterable[RegionalTopUp]:
    in_province = Q(region=province) | Q(region__parent=province)
    top_ups = RegionalTopUp.objects.in_edition(edition).filter(in_province)
    paying = top_ups.exclude(kind=TopUpKind.RULE).not_expired(edition.day)
    return paying.with_regions().for_tier(tier)
