"""Counts of enterprises beside each other, each view with its own bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from policies.models import EnterpriseCount, Tier
from policies.presentation.drawings.bars import Scale
from policies.vocabulary import TrustState

ENTERPRISES = "家"
PERCENT = "%"


def drawn_counts(counts: Sequence[EnterpriseCount]) -> list[tuple[EnterpriseCount, int | None]]:
    """Return each count with the length of its bar; a share is measured by 100 %."""
    enterprises = Scale.of(count.value for count in counts if count.unit == ENTERPRISES)
    scales = {ENTERPRISES: enterprises, PERCENT: Scale(Decimal(100))}
    return [(count, scales[count.unit].length(count.value)) for count in counts]


@dataclass(frozen=True, slots=True)
class TierCount:
    """A tier with one view of how many enterprises it has."""

    tier: Tier
    count: EnterpriseCount
    length: int | None

    @property
    def view(self) -> str:
        return "本中心口径" if _is_owners(self.count) else "文件口径"


def counts_of_tiers(tiers: Sequence[Tier]) -> list[TierCount]:
    """Return the first count of each view of each tier, all on one scale."""
    chosen = [(tier, count) for tier in tiers for count in _first_of_each_view(tier)]
    scale = Scale.of(count.value for _, count in chosen)
    return [TierCount(tier, count, scale.length(count.value)) for tier, count in chosen]


def _first_of_each_view(tier: Tier) -> list[EnterpriseCount]:
    firsts: dict[bool, EnterpriseCount] = {}
    for count in tier.counts.all():
        if count.unit == ENTERPRISES and count.value is not None:
            firsts.setdefault(_is_owners(count), count)
    return list(firsts.values())


def _is_owners(count: EnterpriseCount) -> bool:
    return count.trust_state == TrustState.OWNER
