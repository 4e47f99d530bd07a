"""The owner's comparison: its dimensions for the tiers that it sets side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from policies.models import ComparisonCell, Edition, Tier


@dataclass(frozen=True)
class OwnerRow:
    """One of the owner's dimensions."""

    title: str
    cells: list[ComparisonCell | None]
    """One for each of the table's tiers; None where nothing is said."""


@dataclass(frozen=True)
class OwnerTable:
    """The owner's dimensions for those of the tiers that the owner compares."""

    tiers: list[Tier]
    rows: list[OwnerRow]

    @property
    def cells(self) -> list[ComparisonCell]:
        return [cell for row in self.rows for cell in row.cells if cell]

    @classmethod
    def of(cls, tiers: Sequence[Tier], edition: Edition) -> Self:
        """Fetch and align the stored cells of these tiers."""
        stored = ComparisonCell.objects.with_content().filter(tier__in=tiers)
        _give_tiers(stored, {tier.pk: tier for tier in tiers})
        cells = [cell for cell in stored if cell.is_in(edition)]
        compared = [tier for tier in tiers if any(cell.tier_id == tier.pk for cell in cells)]
        by_dimension: dict[str, dict[int, ComparisonCell]] = {}
        for cell in cells:
            by_dimension.setdefault(cell.dimension.title, {})[cell.tier_id] = cell
        rows = [
            OwnerRow(title, [of_tier.get(tier.pk) for tier in compared])
            for title, of_tier in by_dimension.items()
        ]
        return cls(compared, rows)


def _give_tiers(cells: Iterable[ComparisonCell], tiers: Mapping[int, Tier]) -> None:
    """Give cells, and what they print, their tiers, which were read already."""
    for cell in cells:
        cell.tier = tiers[cell.tier_id]
        if cell.support_measure and cell.support_measure.tier_id in tiers:
            cell.support_measure.tier = tiers[cell.support_measure.tier_id]
        if cell.enterprise_count and cell.enterprise_count.tier_id in tiers:
            cell.enterprise_count.tier = tiers[cell.enterprise_count.tier_id]
