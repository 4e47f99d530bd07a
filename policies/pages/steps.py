"""The steps of the ladder, each with what the home page and the comparison say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from policies.models import (
    ApplicationRound,
    CitedFact,
    Criterion,
    Edition,
    RuleSet,
    SupportMeasure,
    Tier,
)
from policies.pages.requirements import SIMPLE
from policies.pages.status import Status
from policies.presentation.rungs import Rung, rungs
from policies.rules.wording import threshold_text
from policies.vocabulary import ApplicationType, Metric, RoundState

# The figures that decide soonest, and what each is about in a few words.
MAIN_FIGURES: dict[str, str] = {
    Metric.REVENUE_Y1: "营收",
    Metric.RD_TOTAL_2Y: "两年研发合计",
    Metric.RD_Y1: "每年研发",
    Metric.RD_SHARE_Y1: "每年研发占营收",
    Metric.CLASS1_IP: "Ⅰ类知识产权",
    Metric.MARKET_SHARE: "市占率",
    Metric.DOMESTIC_RANK: "国内",
    Metric.PLAN_INVESTMENT: "三年计划投资",
}


@dataclass(frozen=True)
class Step:
    """A tier on the ladder, read with its rounds, rules, support and counts."""

    rung: Rung
    below: "Step | None"
    """The step that leads to it, where readers see that."""
    edition: Edition

    @property
    def tier(self) -> Tier:
        return self.rung.tier

    @property
    def rank(self) -> str:
        return self.rung.rank

    @property
    def name(self) -> str:
        return self.rung.name

    @cached_property
    def status(self) -> Status:
        rounds, measures = list(self.tier.rounds.all()), list(self.tier.support_measures.all())
        return Status.of(self.tier, rounds, measures, self._in_force, self.edition)

    @property
    def rounds(self) -> dict[RoundState, ApplicationRound]:
        """The newest round in each state, the newest first."""
        newest: dict[RoundState, ApplicationRound] = {}
        for row in self.tier.rounds.all():
            newest.setdefault(row.state, row)
        return newest

    @property
    def closed_batch(self) -> str:
        """The last batch of a title, when it has closed and no other is on; else empty."""
        closed = self.rounds.get(RoundState.CLOSED)
        is_on = {RoundState.OPEN, RoundState.ANNOUNCED} & self.rounds.keys()
        return closed.batch_name if closed and not is_on and not self.tier.is_support_list else ""

    @property
    def answer(self) -> list[str]:
        """Whether one may apply now, in parts that are not broken."""
        return [f"{self.closed_batch}已截止"] if self.closed_batch else list(self.status.answer)

    @property
    def state(self) -> str:
        """The answer in a word or two: its last part, where there are several."""
        return self.answer[-1].removesuffix("通知")

    @property
    def rule_sets(self) -> list[RuleSet]:
        """All that have begun and not been withdrawn, the newest first."""
        return list(self.tier.rule_sets.all())

    @property
    def _in_force(self) -> list[RuleSet]:
        day = self.edition.day
        return [
            rules
            for rules in self.rule_sets
            if rules.applies_to and not (rules.repealed_on and rules.repealed_on <= day)
        ]

    def in_force(self, *, orientation: bool = False) -> RuleSet | None:
        """Return the rules for new applications, or the points of orientation beside them."""
        for rules in self._in_force:
            if ApplicationType.NEW in rules.applies_to and rules.orientation == orientation:
                return rules
        return None

    @property
    def requirements(self) -> list[str]:
        """What decides soonest: the step below, and the figures of the rules."""
        first = self.below.rung.name if self.below else self.tier.meaning
        note = self.tier.prerequisite_note
        rules = self.in_force()
        figures = map(_main_figures, rules.criteria if rules else ())
        return [f"{first}，{note}" if note else first, *filter(None, figures)]

    @property
    def money(self) -> SupportMeasure | None:
        """The central money: the measure that has a pair of figures, else the last one."""
        pairs = [measure for measure in self.status.money if measure.has_two_figures]
        return next(iter([*pairs, *self.status.money[-1:]]), None)

    @property
    def stored(self) -> list[CitedFact]:
        """All facts that were read with the tier."""
        tier = self.tier
        criteria = [criterion for rules in self.rule_sets for criterion in rules.criteria]
        return [
            tier, *tier.rounds.all(), *self.rule_sets, *criteria, *tier.support_measures.all()
        ]  # fmt: skip

    @property
    def facts(self) -> list[CitedFact]:
        """What a line about the tier states, in the order of print."""
        single = (self.in_force(), self.money, self.tier)
        return [*self.rounds.values(), *(fact for fact in single if fact)]


@dataclass(frozen=True)
class Way:
    """What an enterprise is now, and where its next step is told."""

    now: str
    rung: Rung | None
    next: str
    address: str


def ways_in(steps: Sequence[Step]) -> list[Way]:
    """Return the ways into the site by what an enterprise is, the lowest step first."""
    ways = [Way("还没有称号", None, step.name, step.tier.get_absolute_url()) for step in steps[:1]]
    for step, above in zip_longest(steps, steps[1:]):
        address = step.tier.get_absolute_url()
        if above:
            ways.append(Way(step.name, step.rung, above.name, above.tier.get_absolute_url()))
        if step.status.has_reviews:
            ways.append(Way(f"{step.name}，快到期", step.rung, "复核", f"{address}#obligations"))
        if step.tier.is_support_list:
            ways.append(Way(step.name, step.rung, "绩效和复核", f"{address}#support"))
    return ways


def _main_figures(criterion: Criterion) -> str:
    """Return the main figures of a criterion any of which suffices; empty for combinations."""
    paths = [list(path.conditions.all()) for path in criterion.main_paths]
    if any(len(path) > SIMPLE for path in paths):
        return ""
    return "或".join(
        f"{MAIN_FIGURES[condition.metric]}{threshold_text(condition.to_rules())}"
        for path in paths
        for condition in path
        if condition.metric in MAIN_FIGURES
    )


def steps_of(tiers: Sequence[Tier], edition: Edition, *prefetches: "Prefetch[Any]") -> list[Step]:
    """Return the steps of the ladder that have a page, lowest first, in queries fixed by kind."""
    rules = RuleSet.objects.published(edition).filter(effective_from__lte=edition.day)
    rules = rules.with_successors(edition).with_criteria(edition).order_by("-effective_from")
    rounds = ApplicationRound.objects.itself_in_edition(edition).with_state(edition)
    prefetch_related_objects(
        [tier for tier in tiers if tier.is_comparable],
        Prefetch("rule_sets", rules),
        Prefetch("rounds", rounds.newest_first()),
        Prefetch("support_measures", SupportMeasure.objects.itself_in_edition(edition)),
        *prefetches,
    )
    steps: dict[Tier | None, Step] = {}
    for rung in rungs(tiers):
        steps[rung.tier] = Step(rung, steps.get(rung.tier.prerequisite), edition)
    return list(steps.values())
