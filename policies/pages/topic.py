"""Shapes a topic page: its first screen, and what each section draws from the data."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch

from policies.models import (
    ApplicationRound,
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
from policies.models.regions import amount_scales, group_by_kind
from policies.pages.comparison import OwnerTable
from policies.pages.counts import drawn_counts
from policies.pages.thresholds import threshold_changes
from policies.vocabulary import Audience, RegionLevel, SectionKind, SupportGroup

Content = dict[str, object]

MOST_OF_A_LEVEL = 40  # top-ups of provinces, and of cities; the rest stands on the list of regions


@dataclass(frozen=True)
class Standing:
    """The first screen: where the rounds stand, and the money in every view."""

    rounds: list[ApplicationRound]
    money: list[SupportMeasure]


@dataclass(frozen=True)
class ShapedSection:
    """A section with the template of its kind and what that template shows."""

    section: TopicSection
    template: str
    content: Content


def standing_of(tier: Tier, edition: Edition) -> Standing:
    """Return the tier's two newest rounds and its central money, documents before the owner."""
    money = SupportMeasure.objects.in_edition(edition).with_citations().central_money(tier)
    rounds = ApplicationRound.objects.in_edition(edition).filter(tier=tier)
    newest = rounds.with_citations().newest_first()[:2]
    return Standing(rounds=list(newest), money=list(money))


def sections_of(page: TopicPage, edition: Edition) -> list[ShapedSection]:
    """Return the page's sections in order, each with the data of its kind in an edition."""
    return [
        ShapedSection(
            section=section,
            template=f"sections/{section.kind}.html",
            content=SECTION_CONTENT[SectionKind(section.kind)](page.tier, edition),
        )
        for section in page.sections.in_edition(edition).with_citations()
    ]


def _text(tier: Tier, edition: Edition) -> Content:
    return {}


def _definition(tier: Tier, edition: Edition) -> Content:
    counts = EnterpriseCount.objects.in_edition(edition).with_citations().filter(tier=tier)
    return {"counts": drawn_counts(list(counts))}


def _comparison(tier: Tier, edition: Edition) -> Content:
    below = [tier.prerequisite] if tier.prerequisite else []
    return {"table": OwnerTable.of([*below, tier], edition)}


def _criteria(tier: Tier, edition: Edition) -> Content:
    rule_sets = RuleSet.objects.in_edition(edition).with_rules(edition)
    return {"rule_sets": rule_sets.filter(tier=tier, orientation=False)}


def _orientation(tier: Tier, edition: Edition) -> Content:
    rule_sets = RuleSet.objects.in_edition(edition).with_rules(edition)
    return {"rule_sets": rule_sets.filter(tier=tier, orientation=True)}


def _support(tier: Tier, edition: Edition) -> Content:
    measures = list(SupportMeasure.objects.in_edition(edition).with_citations().filter(tier=tier))
    return {
        "groups": [
            (group, [measure for measure in measures if measure.group == group])
            for group in SupportGroup
            if any(measure.group == group for measure in measures)
        ]
    }


def _regions(tier: Tier, edition: Edition) -> Content:
    fitting = RegionalTopUp.objects.in_edition(edition).for_tier(tier)
    outlines = list(fitting.values_list("pk", "region__level", "kind", "amount_max"))
    scales = amount_scales((kind, amount) for _, _, kind, amount in outlines)
    first = {
        level: [pk for pk, of, *_ in outlines if of == level][:MOST_OF_A_LEVEL]
        for level in RegionLevel
    }
    shown = RegionalTopUp.objects.with_citations().with_regions()
    top_ups = shown.in_bulk([pk for pks in first.values() for pk in pks])
    provinces, cities = (
        group_by_kind((top_ups[pk] for pk in first[level]), scales)
        for level in (RegionLevel.PROVINCE, RegionLevel.CITY)
    )
    return {
        "provinces": provinces,
        "cities": cities,
        "left_out": len(outlines) - len(top_ups),
    }


def _process(tier: Tier, edition: Edition) -> Content:
    return {"steps": ProcessStep.objects.in_edition(edition).with_citations().filter(tier=tier)}


def _preparation(tier: Tier, edition: Edition) -> Content:
    advice = (
        PreparationAdvice.objects.in_edition(edition)
        .with_citations()
        .prefetch_related(Prefetch("link_tier", Tier.objects.with_relatives(edition)))
    )
    of_tier = list(advice.filter(tier=tier))
    return {
        "groups": [
            (audience, [item for item in of_tier if item.audience == audience])
            for audience in Audience
            if any(item.audience == audience for item in of_tier)
        ]
    }


def _obligations(tier: Tier, edition: Edition) -> Content:
    return {
        "obligations": Obligation.objects.in_edition(edition).with_citations().filter(tiers=tier)
    }


def _changes(tier: Tier, edition: Edition) -> Content:
    changes = StandardChange.objects.in_edition(edition).with_citations().filter(tier=tier)
    return {"changes": changes, "thresholds": threshold_changes(tier, edition)}


def _rounds(tier: Tier, edition: Edition) -> Content:
    rounds = ApplicationRound.objects.in_edition(edition).filter(tier=tier)
    return {"rounds": rounds.with_windows(edition).newest_first()}


def _materials(tier: Tier, edition: Edition) -> Content:
    checklists = MaterialChecklist.objects.in_edition(edition).with_citations().filter(tier=tier)
    materials = Material.objects.in_edition(edition).select_related("source")
    return {"checklists": checklists.prefetch_related(Prefetch("materials", materials))}


SECTION_CONTENT: dict[SectionKind, Callable[[Tier, Edition], Content]] = {
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
