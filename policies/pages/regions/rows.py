"""What each province gives: its best-known figures in one row, or all of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from policies.models import Edition, Region, RegionalTopUp
from policies.presentation.top_ups import TopUpGroup, grouped
from policies.vocabulary import SourceKind, TierCode, TopUpKind

MOST_OF_A_PROVINCE = 40  # that the list prints in full; its own page has the others


class Outline(NamedTuple):
    """As much of a top-up as choosing needs: thousands are read for one page."""

    pk: int
    group: TopUpGroup
    tier: str | None
    amount: Decimal
    is_owners: bool


Outlines = Mapping[int, Sequence[Outline]]
"""By the primary key of the province."""


@dataclass(frozen=True)
class ProvinceRow:
    """A province with its highest rewards; what asks for more first is left to its page."""

    province: Region
    count: int
    """How many top-ups documents tell of."""
    reward: RegionalTopUp | None
    specialized: RegionalTopUp | None
    owners: RegionalTopUp | None

    @property
    def top_ups(self) -> list[RegionalTopUp]:
        return [row for row in (self.reward, self.specialized, self.owners) if row]


@dataclass(frozen=True)
class ProvinceTopUps:
    """A province with all that it gives, group by group."""

    province: Region
    groups: list[tuple[TopUpGroup, list[RegionalTopUp]]]
    left_out: int

    @property
    def top_ups(self) -> list[RegionalTopUp]:
        return [top_up for _, of_group in self.groups for top_up in of_group]


def outlines_in(edition: Edition) -> Outlines:
    """Return all that pays in an edition, in the order of their groups: one query."""
    top_ups = RegionalTopUp.objects.in_edition(edition).not_expired(edition.day)
    rows = top_ups.exclude(kind=TopUpKind.RULE).values_list(
        "pk", "region__parent_id", "region_id", "kind", "tier__code", "amount_max", "source__kind"
    )
    by_province: dict[int, list[Outline]] = defaultdict(list)
    for pk, parent, region, kind, tier, amount, source in rows:
        group = TopUpGroup.of(kind, tier, amount)
        outline = Outline(pk, group, tier, amount or Decimal(0), source == SourceKind.OWNER)
        by_province[parent or region].append(outline)
    order = list(TopUpGroup)
    for outlines in by_province.values():
        outlines.sort(key=lambda outline: order.index(outline.group))
    return by_province


def province_rows(provinces: Iterable[Region], outlines: Outlines) -> list[ProvinceRow]:
    """Return the rows of those provinces of which something is known."""
    known = [(province, outlines[province.pk]) for province in provinces if province.pk in outlines]
    chosen = [
        (
            province,
            sum(not outline.is_owners for outline in of_it),
            _highest(of_it, TierCode.LITTLE_GIANT),
            _highest(of_it, TierCode.SPECIALIZED),
            next((outline.pk for outline in of_it if outline.is_owners), None),
        )
        for province, of_it in known
    ]
    top_ups = _read(pk for _, _, *pks in chosen for pk in pks if pk)
    return [
        ProvinceRow(province, count, *(top_ups.get(pk or 0) for pk in pks))
        for province, count, *pks in chosen
    ]


def province_top_ups(provinces: Iterable[Region], outlines: Outlines) -> list[ProvinceTopUps]:
    """Return what provinces give, each up to a limit."""
    first = [(row, outlines.get(row.pk, ())[:MOST_OF_A_PROVINCE]) for row in provinces]
    top_ups = _read(outline.pk for _, shown in first for outline in shown)
    return [
        ProvinceTopUps(
            province,
            grouped(top_ups[outline.pk] for outline in shown),
            len(outlines.get(province.pk, ())) - len(shown),
        )
        for province, shown in first
    ]


def _highest(outlines: Iterable[Outline], tier: TierCode) -> int | None:
    """Return the highest reward of a tier; of equal ones the first, which is the province's."""
    of_tier = (o for o in outlines if o.group == TopUpGroup.REWARD and o.tier == tier)
    of_documents = [outline for outline in of_tier if not outline.is_owners]
    highest = max(of_documents, key=lambda outline: outline.amount, default=None)
    return highest.pk if highest else None


def _read(pks: Iterable[int]) -> dict[int, RegionalTopUp]:
    return RegionalTopUp.objects.with_regions().in_bulk(list(pks))
