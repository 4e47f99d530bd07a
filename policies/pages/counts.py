"""How many enterprises a tier has: figures for themselves, and series of batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from policies.models import EnterpriseCount
from policies.vocabulary import TrustState


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
