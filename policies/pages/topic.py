"""Shapes a topic page: its first screen, and what each section draws from the data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import F, Prefetch, Q

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
    Region,
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
from policies.pages.counts import counts_by_measure
from policies.pages.owner_table import OwnerTable
from policies.pages.requirements import RequirementTable
from policies.pages.status import Status
from policies.presentation.notes import PageNotes, Part
from policies.vocabulary import Audience, SectionKind, SupportGroup, TopUpKind, TrustState

Content = dict[str, object]
Fact = TypeVar("Fact", bound=CitedFact)

TOP_UPS = 6  # that a topic page lists; the others stand on the pages of the regions


SHORT_TITLES: dict[str, str] = {
    SectionKind.CRITERIA: "条件",
    SectionKind.SUPPORT: "金额",
    SectionKind.REGIONS: "各地",
    SectionKind.PREPARATION: "准备",
    SectionKind.ROUNDS: "时间",
    SectionKind.OBLIGATIONS: "复核",
}


@dataclass(frozen=True)
class ShapedSection:
    """A section with the template of its kind and what that template shows."""

    section: TopicSection
    template: str
    content: Content

    @property
    def short_title(self) -> str:
        """What stands for it in the row of contents of a phone; empty where it is not in there."""
        return SHORT_TITLES.get(self.section.kind, "")

    @property
    def callout_is_last(self) -> bool:
        return self.section.kind in (SectionKind.PROCESS, SectionKind.ORIENTATION)


@dataclass(frozen=True)
class Topic:
    """All that a topic page states, and what it rests on."""

    status: Status
    sections: list[ShapedSection]
    notes: PageNotes


def topic_of(page: TopicPage, tiers: Iterable[Tier], edition: Edition) -> Topic:
    """Return what a page states in an edition, each fact with its basis; `tiers` is the ladder."""
    facts = FactsOfTier(page.tier, tiers, edition)
    parts: list[Part] = []
    sections = []
    for section in facts.of(page.sections.order_by("position", "pk")):
        facts.read = [section] if section.body or section.callout else []
        content = SECTION_CONTENT[SectionKind(section.kind)](facts)
        template = f"sections/{section.kind}.html"
        sections.append(ShapedSection(section, template, content))
        part = Part(
            section.key,
            facts.read,
            prints_whole=section.kind == SectionKind.REGIONS,
            prints_wording=section.kind == SectionKind.DIAGNOSIS,
        )
        parts.append(part)
    status = Status.of(page.tier, facts.rounds, facts.support_measures, facts.rule_sets, edition)
    parts.insert(0, Part("", [*status.money, page], has_line=False, prints_whole=True))
    stated = {id(fact): fact for part in parts for fact in part.facts}
    attach_sources([*stated.values(), *(shaped.section for shaped in sections)])
    # Beside a short text there is room for the ladder alone.
    first_row = 2 if sections and sections[0].section.kind == SectionKind.TEXT else 1
    return Topic(status, sections, PageNotes(parts, edition.day, first_row))


class FactsOfTier:
    """The facts of a tier that readers see, read when a part of its page first asks for them."""

    def __init__(self, tier: Tier, tiers: Iterable[Tier], edition: Edition) -> None:
        self.tier = tier
        self.tiers = {of.pk: of for of in tiers}
        self.edition = edition
        self.read: list[CitedFact] = []
        """What the section that is shaped just now states, in the order of print."""

    def of(self, rows: CitedFactQuerySet[Fact]) -> list[Fact]:
        """Return those of the tier's rows that readers see, to be cited with all others.

        Few are left out, and to tell them here takes Django a third less time than in the query.
        """
        facts = [row for row in rows if self.edition.shows(row)]
        self.read += facts
        return facts

    def state(self, rows: Iterable[Fact]) -> list[Fact]:
        """Return rows that were read already as what the section states."""
        facts = list(rows)
        self.read += facts
        return facts

    @cached_property
    def rounds(self) -> list[ApplicationRound]:
        """The tier's rounds, newest first, with their windows."""
        of_tier = ApplicationRound.objects.filter(tier=self.tier)
        rounds = of_tier.with_windows(self.edition).newest_first()
        return [row for row in rounds if self.edition.shows(row)]

    @cached_property
    def support_measures(self) -> list[SupportMeasure]:
        """The tier's support measures in the editors' order."""
        measures = SupportMeasure.objects.filter(tier=self.tier)
        return [measure for measure in measures if self.edition.shows(measure)]

    @cached_property
    def rule_sets(self) -> list[RuleSet]:
        """The tier's rule sets with their criteria, points of orientation included."""
        in_edition = RuleSet.objects.itself_in_edition(self.edition)
        rule_sets = in_edition.filter(tier=self.tier).with_criteria(self.edition)
        return [rule_set for rule_set in rule_sets if self.edition.shows(rule_set)]


def _text(facts: FactsOfTier) -> Content:
    return {}


def _counts(facts: FactsOfTier) -> Content:
    counts = facts.of(EnterpriseCount.objects.filter(tier=facts.tier))
    series = counts_by_measure(counts)
    first = next((number for number, of in enumerate(series) if not of.is_single), len(series))
    shown = [of for number, of in enumerate(series) if number <= first and not of.is_sum]
    return {"shown": shown, "folded": [of for of in series if of not in shown]}


def _comparison(facts: FactsOfTier) -> Content:
    below = [facts.tier.prerequisite] if facts.tier.prerequisite else []
    table = OwnerTable.of([*below, facts.tier], facts.edition)
    facts.state(table.cells)
    return {"table": table}


def _criteria(facts: FactsOfTier) -> Content:
    return _tables(facts, orientation=False)


def _orientation(facts: FactsOfTier) -> Content:
    return _tables(facts, orientation=True)


def _tables(facts: FactsOfTier, *, orientation: bool) -> Content:
    rule_sets = [row for row in facts.rule_sets if row.orientation == orientation]
    for rule_set in rule_sets:
        facts.state([rule_set])
        facts.state(rule_set.criteria)
    tables = sorted(map(RequirementTable, rule_sets), key=lambda table: table.is_former)
    return {"tables": tables, "departments": None if facts.tier.is_support_list else tables[:1]}


def _support(facts: FactsOfTier) -> Content:
    """Beside what the owner lists, what documents tell of other rounds is folded away."""
    measures = facts.state(facts.support_measures)
    are_owners = {measure.pk: measure.trust_state == TrustState.OWNER for measure in measures}
    examples = [
        measure
        for measure in measures
        if sum(are_owners.values()) > 1 and not are_owners[measure.pk] and not measure.amount_text
    ]
    listed = [measure for measure in measures if measure not in examples]
    groups = [(group, [row for row in listed if row.group == group]) for group in SupportGroup]
    return {"groups": [group for group in groups if group[1]], "examples": examples}


def _regions(facts: FactsOfTier) -> Content:
    """The rewards that name this tier; for a support list, what provinces add to it."""
    is_list = facts.tier.is_support_list
    kind = TopUpKind.TOP_UP if is_list else TopUpKind.REWARD
    day = facts.edition.day
    top_ups = RegionalTopUp.objects.itself_in_edition(facts.edition).not_expired(day)
    fitting = top_ups.for_tier(facts.tier) if is_list else top_ups.filter(tier=facts.tier)
    rows = fitting.filter(kind=kind, amount_max__isnull=False).select_related("region")
    provinces_first = rows.alias(is_city=Q(region__parent__isnull=False)).order_by(
        "is_city", "position", F("amount_max").desc(), "region"
    )
    return {
        "top_ups": [(row, row.validity_text(day)) for row in facts.of(provinces_first[:TOP_UPS])],
        "is_support_list": is_list,
        "provinces": Region.objects.provinces().values_list("short_name", flat=True),
    }


def _process(facts: FactsOfTier) -> Content:
    steps = facts.of(ProcessStep.objects.filter(tier=facts.tier))
    return {"steps": steps, "rounds": _rounds_with_dates(facts)}


def _rounds_with_dates(facts: FactsOfTier) -> list[ApplicationRound]:
    """Return the newest round that has dates, with the rounds to come."""
    rounds = [row for row in facts.rounds if row.windows.all()][:1]
    for row in facts.state(rounds):
        facts.state(row.windows.all())
    return rounds


def _preparation(facts: FactsOfTier) -> Content:
    advice = facts.of(PreparationAdvice.objects.filter(tier=facts.tier))
    for item in advice:
        item.link_tier = facts.tiers.get(item.link_tier_id or 0)
    groups = [
        (audience, [item for item in advice if item.audience == audience])
        for audience in Audience
        if any(item.audience == audience for item in advice)
    ]
    return {"groups": groups, **_materials(facts)}


def _obligations(facts: FactsOfTier) -> Content:
    return {"obligations": facts.of(Obligation.objects.filter(tiers=facts.tier))}


def _changes(facts: FactsOfTier) -> Content:
    return {"changes": facts.of(StandardChange.objects.filter(tier=facts.tier))}


def _rounds(facts: FactsOfTier) -> Content:
    shown = _rounds_with_dates(facts)
    others = [row for row in facts.rounds if row not in shown]
    return {"rounds": shown, "other_rounds": facts.state(others), **_materials(facts)}


def _materials(facts: FactsOfTier) -> Content:
    materials = Material.objects.itself_in_edition(facts.edition).order_by("position")
    checklists = MaterialChecklist.objects.filter(tier=facts.tier)
    listed = checklists.prefetch_related(Prefetch("materials", materials))
    return {"checklists": facts.of(listed)}


SECTION_CONTENT: dict[SectionKind, Callable[[FactsOfTier], Content]] = {
    SectionKind.TEXT: _text,
    SectionKind.DEFINITION: _counts,
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
