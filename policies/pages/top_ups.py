"""Shapes regional top-ups for print: levels of government are kept apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.models import Region, RegionalTopUp
from policies.models.regions import KindGroup, group_by_kind


@dataclass(frozen=True)
class ProvinceRow:
    """A province with its own top-ups and those of its cities."""

    province: Region
    own: list[KindGroup]
    cities: list[KindGroup]


def group_by_province(
    provinces: Iterable[Region], top_ups: Iterable[RegionalTopUp]
) -> list[ProvinceRow]:
    """Return every province with its own top-ups and its cities', those with any first."""
    own: dict[int, list[RegionalTopUp]] = {}
    cities: dict[int, list[RegionalTopUp]] = {}
    for top_up in top_ups:
        parent_id = top_up.region.parent_id
        if parent_id is None:
            own.setdefault(top_up.region_id, []).append(top_up)
        else:
            cities.setdefault(parent_id, []).append(top_up)
    rows = [
        ProvinceRow(
            province,
            group_by_kind(own.get(province.pk, [])),
            group_by_kind(cities.get(province.pk, [])),
        )
        for province in provinces
    ]
    return sorted(rows, key=lambda row: not (row.own or row.cities))
