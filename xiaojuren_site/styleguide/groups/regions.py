"""What provinces and cities add."""

from collections.abc import Callable

from policies.models import Edition, Region, RegionalTopUp
from policies.models.attach_sources import attach_sources
from policies.pages.regions.filters import Filters, Found, Order
from policies.pages.regions.rows import ShownRow
from policies.presentation.top_ups import amount_scales, group_by_kind
from policies.vocabulary import RegionLevel, TopUpKind
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

STATES: dict[str, Callable[[RegionalTopUp], object]] = {
    "上限": lambda top_up: top_up.amount_max and not top_up.amount_is_fixed,
    "定额": lambda top_up: top_up.amount_is_fixed,
    "未见数额": lambda top_up: top_up.amount_max is None,
    "两种口径": lambda top_up: top_up.has_two_figures,
    "未说明层级": lambda top_up: top_up.tier is None,
    "其他支持": lambda top_up: top_up.other_benefits,
}
NARROW = Filters(
    "示例", TopUpKind.REWARD, level=RegionLevel.CITY, found=Found.YES, order=Order.REWARD
)


def regions(edition: Edition) -> Group:
    """Return what shows top-ups, and that there are none."""
    stored = attach_sources(RegionalTopUp.objects.in_edition(edition).with_regions())
    scales = amount_scales((row.kind, row.amount_max) for row in stored)
    states: dict[str, Context] = {
        name: {"groups": group_by_kind([row], scales)}
        for name, row in chosen(stored, STATES).items()
    }
    return Group(
        "regions",
        "各地配套",
        [
            Specimen(
                "components/top_ups.html", states, parts=["components/top_up.html"], is_small=True
            ),
            Specimen("components/top_up_summary.html", _summaries(stored), is_small=True),
            Specimen("components/not_found.html", _absences(edition), is_small=True),
            Specimen(
                "components/region_filters.html",
                {
                    name: {"filters": filters, "choices": filters.choices, "orders": list(Order)}
                    for name, filters in (("没有条件", Filters()), ("有条件", NARROW))
                },
            ),
        ],
    )


def _summaries(stored: list[RegionalTopUp]) -> dict[str, Context]:
    province = stored[0].region.parent or stored[0].region
    row = ShownRow(province, group_by_kind(stored[:2]), [], own_left_out=1, cities_left_out=0)
    return {
        "放不下的另列": {"groups": row.own, "left_out": row.own_left_out, "row": row},
        "未查到": {"groups": row.cities, "filters": Filters()},
        "有条件时没有": {"groups": row.cities, "filters": NARROW},
    }


def _absences(edition: Edition) -> dict[str, Context]:
    return {
        "检索过": {"region": Region(searched_on=edition.day)},
        "没有检索记录": {"region": Region()},
    }
