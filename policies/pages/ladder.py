"""The ladder as a flight of stairs."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.charts.stairs import Step, stairs
from policies.models import Tier


@dataclass(frozen=True, slots=True)
class LadderPicture:
    """The tiers on their steps, the highest first, the neighbours apart, the height of all."""

    steps: list[tuple[Tier, Step]]
    apart: list[tuple[Tier, Step]]
    height: int


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
