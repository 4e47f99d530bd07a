"""Regional top-ups as a table; provinces without any stand in it too."""

from collections.abc import Iterator

from policies.models import Edition, Region, RegionalTopUp
from policies.models.attach_sources import attach_sources
from policies.presentation.page_meta import absolute
from policies.presentation.spreadsheets import Cell
from policies.vocabulary import RegionLevel

HEADINGS = (
    "行政区划代码",
    "省份",
    "地区",
    "级别",
    "编号",
    "种类",
    "对象",
    "内容",
    "最低金额（元）",
    "最高金额（元）",
    "怎样发",
    "条件",
    "其他支持",
    "效力",
    "有效期止",
    "有效期说明",
    "文件日期",
    "依据",
    "文号",
    "核对状态",
    "核对日期",
    "文件口径",
    "检索结果",
    "最近检索日期",
    "页面",
)
NOTHING_FOUND: tuple[Cell, ...] = ("", "", "", "未查到", *[None] * 13)


def region_rows(edition: Edition) -> Iterator[list[Cell]]:
    """Yield the headings, then a row for each top-up, or one for a region without any."""
    yield list(HEADINGS)
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
    views = "；".join(f"{d.about}：{d.documents_view}" for d in top_up.open_disputes)
    return [
        top_up.code,
        top_up.get_kind_display(),
        top_up.tier.short_name if top_up.tier else "未说明",
        top_up.title,
        top_up.amount_min,
        top_up.amount_max,
        top_up.get_frequency_display(),
        top_up.conditions,
        top_up.other_benefits,
        top_up.get_validity_display(),
        top_up.valid_until,
        top_up.valid_note,
        top_up.source.issued_on,
        top_up.source.title,
        top_up.source.document_number,
        top_up.get_trust_state_display(),
        top_up.checked_on,
        views,
    ]
