"""Top-ups of regions by kind, each kind with a scale of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from policies.models import RegionalTopUp
from policies.presentation.drawings.bars import Scale, scales_by_kind
from policies.vocabulary import TopUpKind


@dataclass(frozen=True)
class KindGroup:
    """The top-ups of one kind; kinds are never added up."""

    kind: TopUpKind
    scale: Scale | None = None
    """What its bars are measured by; None for a kind whose amounts say nothing side by side."""
    top_ups: "list[RegionalTopUp]" = field(default_factory=list)

    @property
    def drawn(self) -> "list[tuple[RegionalTopUp, int | None]]":
        """Return each top-up with the length of its bar; None where none is drawn."""
        scale = self.scale
        return [(row, scale.length(row.amount_max) if scale else None) for row in self.top_ups]


def amount_scales(amounts: Iterable[tuple[str, Decimal | None]]) -> dict[str, Scale]:
    """Return a scale for each kind of (kind, amount) pairs whose amounts can be compared."""
    return scales_by_kind(pair for pair in amounts if pair[0] != TopUpKind.OTHER)


def group_by_kind(
    top_ups: "Iterable[RegionalTopUp]", scales: Mapping[str, Scale] | None = None
) -> list[KindGroup]:
    """Return the top-ups by kind in the order of the vocabulary; empty kinds are left out.

    `scales` measure the bars by more than these top-ups.
    """
    top_ups = list(top_ups)
    scales = scales or amount_scales((row.kind, row.amount_max) for row in top_ups)
    groups = {kind: KindGroup(kind, scales.get(kind)) for kind in TopUpKind}
    for top_up in top_ups:
        groups[TopUpKind(top_up.kind)].top_ups.append(top_up)
    return [group for group in groups.values() if group.top_ups]
