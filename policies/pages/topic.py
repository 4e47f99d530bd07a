"""Shapes a topic page: its first screen, and what each section draws from the data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Prefetch

from policies.models import (
    ApplicationRound,
    CitedFact,
    Edition,
    EnterpriseCount,
    Material,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    RegionalTopUp,
    RuleSet,
    StandardChange,
    SupportMeasure,
    Tier,
    TopicPage,
    TopicSection,
)
from policies.models.attach_sources import attach_sources
from policies.models.sources import CitedFactQuerySet
from policies.pages.comparison import OwnerTable
from policies.pages.counts import drawn_counts
from policies.pages.thresholds import threshold_changes
from policies.presentation.top_ups import amount_scales, group_by_kind
from policies.vocabulary import Audience, RegionLevel, SectionKind, SourceKind, SupportGroup

Content = dict[str, object]
F = TypeVar("F", bound=CitedFact)

MOST_OF_A_LEVEL = 40  # top-ups of provinces, and of cities; the rest stands on the list of regions


@dataclass(frozen=True)
class PageSummary:
    """The first screen: where the rounds stand, and the money in every view."""

    rounds: Sequence[ApplicationRound]
    money: list[SupportMeasure]


@dataclass(frozen=True)
class ShapedSection:
    """A section with the template of its kind and what that template shows."""

    section: TopicSection
    template: str
    content: Content


@dataclass(frozen=True)
class Topic:
    """All that a topic page states."""

    standing: PageSummary
    sections: list[ShapedSection]


def topic_of(page: TopicPage, tiers: Iterable[Tier], edition: Edition) -> Topic:
    """Return what a page states in an edition, each fact with its basis; `tiers` is the ladder."""
    facts = FactsOfTier(page.tier, tiers, edition)
    sections = [
        ShapedSection(
            section=section,
            template=f"sections/{section.kind}.html",
            content=SECTION_CONTENT[SectionKind(section.kind)](facts),
        )
        for section in facts.of(page.sections.order_by("position", "pk"))
    ]
    rounds, measures = facts.rounds, facts.support_measures
    attach_sources([page, *facts.read])
    return Topic(PageSummary(rounds[:2], _central_money(measures)), sections)


def _central_money(measures: Iterable[SupportMeasure]) -> list[SupportMeasure]:
    """Return the central amounts, those of documents before the owner's."""
    money = [
        measure
        for measure in measures
        if measure.group == SupportGroup.CENTRAL_FINANCE and measure.amount_text
    ]
    return sorted(money, key=lambda measure: measure.source.kind == SourceKind.OWNER)


class FactsOfTier:
    """The facts of a tier that readers see, read when a part of its page first asks for them."""

    def __init__(self, tier: Tier, tiers: Iterable[Tier], edition: Edition) -> None:
        self.tier = tier
        self.tiers = {of.pk: of for of in tiers}
        self.edition = edition
        self.read: list[CitedFact] = []

    def of(self, rows: CitedFactQuerySet[F]) -> list[F]:
        """Return those of the tier's rows that readers see, to be cited with all others.

        Few are left out, and to tell them here takes Django a third less time than in the query.
        """
        facts = [row for row in rows if self.edition.shows(row)]
        self.read += facts
        return facts

    @cached_property
    def rounds(self) -> list[ApplicationRound]:
        """The tier's rounds, newest first, with their windows."""
        of_tier = ApplicationRound.objects.filter(tier=self.tier)
        rounds = self.of(of_tier.with_windows(self.edition).newest_first())
        self.read += [window for row in rounds for window in row.windows.all()]
        return rounds

    @cached_property
    def support_measures(self) -> list[SupportMeasure]:
        """The tier's support measures in the editors' order."""
        return self.of(SupportMeasure.objects.filter(tier=self.tier))

    @cached_property
    def rule_sets(self) -> list[RuleSet]:
        """The tier's rule sets with their criteria, points of orientation included."""
        in_edition = RuleSet.objects.itself_in_edition(self.edition)
        rule_sets = self.of(in_edition.filter(tier=self.tier).with_criteria(self.edition))
        self.read += [criterion for rule_set in rule_sets for criterion in rule_set.criteria]
        return rule_sets


def _text(facts: FactsOfTier) -> Content:
    return {}


def _definition(facts: FactsOfTier) -> Content:
    return {"counts": drawn_counts(facts.of(EnterpriseCount.objects.filter(tier=facts.tier)))}


def _comparison(facts: FactsOfTier) -> Content:
    below = [facts.tier.prerequisite] if facts.tier.prerequisite else []
    table = OwnerTable.of([*below, facts.tier], facts.edition)
    facts.read += table.cells
    return {"table": table}


def _criteria(facts: FactsOfTier) -> Content:
    return {"rule_sets": [row for row in facts.rule_sets if not row.orientation]}


def _orientation(facts: FactsOfTier) -> Content:
    return {"rule_sets": [row for row in facts.rule_sets if row.orientation]}


def _support(facts: FactsOfTier) -> Content:
    measures = facts.support_measures
    return {
        "groups": [
            (group, [measure for measure in measures if measure.group == group])
            for group in SupportGroup
            if any(measure.group == group for measure in measures)
        ]
    }


def _regions(facts: FactsOfTier) -> Content:
    fitting = RegionalTopUp.objects.itself_in_edition(facts.edition).for_tier(facts.tier)
    fitting = fitting.not_expired(facts.edition.day)
    outlines = list(fitting.values_list("pk", "region__level", "kind", "amount_max"))
    scales = amount_scales((kind, amount) for _, _, kind, amount in outlines)
    first: dict[bool, list[int]] = {True: [], False: []}
    for pk, level, *_ in outlines:
        first[level == RegionLevel.PROVINCE].append(pk)
    first = {is_province: pks[:MOST_OF_A_LEVEL] for is_province, pks in first.items()}
    shown = [pk for pks in first.values() for pk in pks]
    rows = RegionalTopUp.objects.select_related("region").filter(pk__in=shown)
    top_ups = {row.pk: row for row in facts.of(rows.order_by())}
    for row in top_ups.values():
        row.tier = facts.tiers.get(row.tier_id or 0)
    provinces, cities = (
        group_by_kind((top_ups[pk] for pk in first[is_province]), scales)
        for is_province in (True, False)
    )
    return {
        "provinces": provinces,
        "cities": cities,
        "left_out": len(outlines) - len(top_ups),
    }


def _process(facts: FactsOfTier) -> Content:
    return {"steps": facts.of(ProcessStep.objects.filter(tier=facts.tier))}


def _preparation(facts: FactsOfTier) -> Content:
    advice = facts.of(PreparationAdvice.objects.filter(tier=facts.tier))
    for item in advice:
        item.link_tier = facts.tiers.get(item.link_tier_id or 0)
    return {
        "groups": [
            (audience, [item for item in advice if item.audience == audience])
            for audience in Audience
            if any(item.audience == audience for item in advice)
        ]
    }


def _obligations(facts: FactsOfTier) -> Content:
    return {"obligations": facts.of(Obligation.objects.filter(tiers=facts.tier))}


def _changes(facts: FactsOfTier) -> Content:
    changes = facts.of(StandardChange.objects.filter(tier=facts.tier))
    return {"changes": changes, "thresholds": threshold_changes(facts.tier, facts.edition)}


def _rounds(facts: FactsOfTier) -> Content:
    return {"rounds": facts.rounds}


def _materials(facts: FactsOfTier) -> Content:
    materials = Material.objects.itself_in_edition(facts.edition).order_by("position")
    checklists = MaterialChecklist.objects.filter(tier=facts.tier)
    listed = checklists.prefetch_related(Prefetch("materials", materials))
    return {"checklists": facts.of(listed)}


SECTION_CONTENT: dict[SectionKind, Callable[[FactsOfTier], Content]] = {
    SectionKind.TEXT: _text,
    SectionKind.DEFINITION: _definition,
    SectionKind.COMPARISON: _comparison,
    SectionKind.CRITERIA: _criteria,
    SectionKind.ORIENTATION: _orientation,
    SectionKind.SUPPORT: _support,
    SectionKind.REGIONS: _regions,
    SectionKind.PROCESS: _process,
    SectionKind.PREPARATION: _preparation,
    SectionKind.OBLIGATIONS: _obligations,
    SectionKind.CHANGES: _changes,
    SectionKind.ROUNDS: _rounds,
    SectionKind.MATERIALS: _materials,
    SectionKind.DIAGNOSIS: _text,
}
