"""The ladder as a flight of stairs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from policies.models import ApplicationRound, CitedFact, Edition, EnterpriseCount, Tier
from policies.models.attach_sources import attach_sources
from policies.models.tiers import ladder
from policies.presentation.drawings.stairs import Step, stairs


@dataclass(frozen=True, slots=True)
class LadderPicture:
    """The tiers on their steps, the highest first, the neighbours apart, the height of all."""

    steps: list[tuple[Tier, Step]]
    apart: list[tuple[Tier, Step]]
    height: int


def ladder_with_figures(edition: Edition) -> list[Tier]:
    """Return the ladder with the rounds and counts of each tier, tiers and counts with basis."""
    tiers = ladder(edition)
    rounds = ApplicationRound.objects.itself_in_edition(edition).with_state(edition)
    counts = EnterpriseCount.objects.itself_in_edition(edition)
    prefetch_related_objects(tiers, Prefetch("rounds", rounds), Prefetch("counts", counts))
    facts: list[CitedFact] = [*tiers, *(count for tier in tiers for count in tier.counts.all())]
    attach_sources(facts)
    return tiers


def stairs_of(tiers: Sequence[Tier], neighbours: Sequence[Tier]) -> LadderPicture:
    """Return the steps of tiers that are given with the highest first."""
    picture = stairs(list(map(_texts, tiers)), apart=list(map(_texts, neighbours)))
    return LadderPicture(
        list(zip(tiers, picture.steps, strict=True)),
        list(zip(neighbours, picture.apart, strict=True)),
        picture.height,
    )


def _texts(tier: Tier) -> list[str]:
    """Return what a step says below the name: what the tier is, and what leads to it."""
    if tier.prerequisite is None:
        return [text for text in (tier.kind, tier.prerequisite_note) if text]
    note = f"，{tier.prerequisite_note}" if tier.prerequisite_note else ""
    return [tier.kind, f"先要是{tier.prerequisite.short_name}{note}"]
