"""Which regions the list shows, in which order, and which of their top-ups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from policies.models import Edition, Region, RegionalTopUp
from policies.models.attach_sources import attach_sources
from policies.pages.regions.filters import Filters, Found, Order
from policies.pages.search.folding import BOUNDARY, fold, stands_in
from policies.presentation.drawings.bars import Scale
from policies.presentation.top_ups import KindGroup, amount_scales, group_by_kind
from policies.vocabulary import RegionLevel

MOST_IN_A_CELL = 5


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a top-up as filtering and sorting need: thousands are read for one page."""

    pk: int
    province: int
    level: str
    kind: str
    tier: str | None
    amount: Decimal | None
    text: str

    def fits(self, filters: Filters) -> bool:
        """Return whether kind, tier and level are the wanted ones.

        A top-up whose document names no tier fits every tier.
        """
        return (
            filters.kind in (None, self.kind)
            and (self.tier is None or filters.tier in (None, self.tier))
            and filters.level in (None, self.level)
        )


@dataclass(frozen=True)
class RegionRow:
    """A province with the outlines of what the list shows of it."""

    province: Region
    outlines: list[Outline] = field(default_factory=list)

    def highest(self, order: Order) -> Decimal:
        """Return the highest amount of the kind that decides; below zero without one."""
        amounts = (o.amount for o in self.outlines if o.kind == order.kind)
        return max((amount for amount in amounts if amount is not None), default=Decimal(-1))


@dataclass(frozen=True)
class Outlines:
    """The outlines of all top-ups, with the scales that they are drawn by whatever is shown."""

    by_province: Mapping[int, Sequence[Outline]]
    scales: Mapping[str, Scale]

    @classmethod
    def of(cls, outlines: Iterable[Outline]) -> Self:
        """Return these outlines, each under its province."""
        by_province: dict[int, list[Outline]] = {}
        amounts = []
        for outline in outlines:
            by_province.setdefault(outline.province, []).append(outline)
            amounts.append((outline.kind, outline.amount))
        return cls(by_province, amount_scales(amounts))


def outlines_in(edition: Edition) -> Outlines:
    """Return the outlines of all top-ups that apply in an edition, in one query."""
    top_ups = RegionalTopUp.objects.in_edition(edition).not_expired(edition.day)
    rows = top_ups.values_list(
        "pk", "region_id", "region__parent_id", "region__level", "kind", "tier__code",
        "amount_max", "region__name", "region__slug", "title", "conditions", "other_benefits",
    )  # fmt: skip
    return Outlines.of(
        Outline(pk, parent or region, level, kind, tier, amount, BOUNDARY.join(map(fold, texts)))
        for pk, region, parent, level, kind, tier, amount, *texts in rows
    )


def chosen_rows(
    provinces: Iterable[Region], outlines: Outlines, filters: Filters
) -> list[RegionRow]:
    """Return the provinces that the filters leave, each with what they leave of it, in order."""
    rows = []
    for province in provinces:
        fitting = [o for o in outlines.by_province.get(province.pk, ()) if o.fits(filters)]
        if (row := _row(province, fitting, filters)) is not None:
            rows.append(row)
    return _in_order(rows, filters.order)


def _row(province: Region, outlines: list[Outline], filters: Filters) -> RegionRow | None:
    names = BOUNDARY.join(map(fold, (province.name, province.short_name, province.slug)))
    missing = [word for word in filters.words if not stands_in(word, names)]
    said = [o for o in outlines if all(stands_in(word, o.text) for word in missing)]
    if filters.found == Found.NO:
        return RegionRow(province) if not outlines and not missing else None
    if said:
        return RegionRow(province, said)
    needs_one = filters.found == Found.YES or filters.is_narrow or missing
    return None if needs_one else RegionRow(province)


def _in_order(rows: list[RegionRow], order: Order) -> list[RegionRow]:
    if order.kind is not None:
        ordered = sorted(rows, key=lambda row: row.highest(order), reverse=True)
        for row in ordered:
            row.outlines.sort(key=lambda o: -1 if o.amount is None else o.amount, reverse=True)
        return ordered
    if order == Order.NAME:
        return sorted(rows, key=lambda row: row.province.slug)
    if order == Order.CODE:
        return sorted(rows, key=lambda row: row.province.code)
    return sorted(rows, key=lambda row: not row.outlines)


@dataclass(frozen=True)
class ShownRow:
    """A province with what its line prints, level by level."""

    province: Region
    own: list[KindGroup]
    cities: list[KindGroup]
    own_left_out: int
    cities_left_out: int


def shown_rows(rows: Sequence[RegionRow], scales: Mapping[str, Scale]) -> list[ShownRow]:
    """Return the rows of one page with the first top-ups of each cell, in five queries."""
    cells = [
        (row, _of_level(row, is_province=True), _of_level(row, is_province=False)) for row in rows
    ]
    shown = [o.pk for _, *both in cells for level in both for o in level[:MOST_IN_A_CELL]]
    top_ups = RegionalTopUp.objects.with_regions().in_bulk(shown)
    attach_sources(top_ups.values())

    def groups(level: list[Outline]) -> list[KindGroup]:
        first = (top_ups[outline.pk] for outline in level[:MOST_IN_A_CELL])
        return group_by_kind(first, scales)

    return [
        ShownRow(
            row.province,
            groups(own),
            groups(cities),
            max(len(own) - MOST_IN_A_CELL, 0),
            max(len(cities) - MOST_IN_A_CELL, 0),
        )
        for row, own, cities in cells
    ]


def _of_level(row: RegionRow, *, is_province: bool) -> list[Outline]:
    return [o for o in row.outlines if (o.level == RegionLevel.PROVINCE) == is_province]
