"""How many enterprises a tier has: figures for themselves, series of batches, views of tiers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from policies.models import EnterpriseCount, Tier
from policies.presentation.drawings.bars import Scale
from policies.vocabulary import TrustState

ENTERPRISES = "家"


@dataclass(frozen=True)
class CountSeries:
    """Counts of the same measure, of one batch each; a single one stands for itself."""

    measure: str
    counts: list[EnterpriseCount]

    @property
    def is_single(self) -> bool:
        return len(self.counts) == 1

    @property
    def is_sum(self) -> bool:
        """Whether it is a figure calculated from others, or one that nobody has found."""
        [first, *others] = self.counts
        return not others and (first.trust_state == TrustState.CALCULATED or first.value is None)


def counts_by_measure(counts: Iterable[EnterpriseCount]) -> list[CountSeries]:
    """Return the counts in the editors' order, neighbours of the same measure together."""
    groups = groupby(counts, key=lambda count: count.measure)
    return [CountSeries(measure, list(of_measure)) for measure, of_measure in groups]


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
