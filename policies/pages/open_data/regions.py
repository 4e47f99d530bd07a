"""Regional top-ups as a table; provinces without any stand in it too."""

from collections.abc import Iterator
from operator import attrgetter

from policies.models import Edition, Region, RegionalTopUp
from policies.models.attach_sources import attach_sources
from policies.presentation.page_meta import absolute
from policies.presentation.spreadsheets import Cell
from policies.vocabulary import RegionLevel

PLACE = ("行政区划代码", "省份", "地区", "级别")
SEARCHED = ("检索结果", "最近检索日期", "页面")
# The columns of a top-up, each with where its value stands.
COLUMNS = {
    "编号": "code", "种类": "get_kind_display", "对象": "", "内容": "title",
    "最低金额（元）": "amount_min", "最高金额（元）": "amount_max",
    "怎样发": "get_frequency_display", "条件": "conditions", "其他支持": "other_benefits",
    "效力": "get_validity_display",
    "有效期止": "valid_until", "有效期说明": "valid_note", "文件日期": "source.issued_on",
    "依据": "source.title", "文号": "source.document_number",
    "核对状态": "get_trust_state_display", "核对日期": "checked_on", "文件口径": "",
}  # fmt: skip
NOTHING_FOUND: tuple[Cell, ...] = ("", "", "", "未查到", *[None] * 14)


def region_rows(edition: Edition) -> Iterator[list[Cell]]:
    """Yield the headings, then a row for each top-up, or one for a region without any."""
    yield [*PLACE, *COLUMNS, *SEARCHED]
    of_region: dict[int, list[RegionalTopUp]] = {}
    for top_up in attach_sources(RegionalTopUp.objects.in_edition(edition).with_regions()):
        of_region.setdefault(top_up.region_id, []).append(top_up)
    for region in Region.objects.select_related("parent").order_by("code"):
        place, searched = _place(region), (region.search_result, region.searched_on)
        found = of_region.get(region.pk, [])
        for top_up in found:
            yield [*place, *_facts(top_up), *searched, absolute(top_up.get_absolute_url())]
        if not found:
            yield [*place, *NOTHING_FOUND, *searched, absolute(region.get_absolute_url())]


def _place(region: Region) -> list[Cell]:
    province = region.parent or region
    return [region.code, province.name, region.name, RegionLevel(region.level).label]


def _facts(top_up: RegionalTopUp) -> list[Cell]:
    cells = {heading: path and attrgetter(path)(top_up) for heading, path in COLUMNS.items()}
    views = "；".join(f"{d.about}：{d.documents_view}" for d in top_up.open_disputes)
    cells |= {"对象": top_up.tier.short_name if top_up.tier else "未说明", "文件口径": views}
    return [cell() if callable(cell) else cell for cell in cells.values()]
