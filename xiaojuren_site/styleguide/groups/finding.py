"""The search, its results, and the way through long lists."""

from django.core.paginator import Paginator

from policies.models import Edition, Region, TopicPage
from policies.pages.search.entries import Entry
from policies.pages.search.hits import Hit
from policies.pages.search.kinds import Kind
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen

QUERY = "示例"
PAGES, ON_A_PAGE = 3, 20


def finding(edition: Edition) -> Group:
    paginator = Paginator(range(PAGES * ON_A_PAGE), ON_A_PAGE)
    pages = {"第一页": 1, "中间": 2, "最后一页": PAGES}
    ways = {
        "topics": TopicPage.objects.in_edition(edition),
        "provinces": Region.objects.provinces(),
    }
    return Group(
        "finding",
        "查找",
        [
            Specimen("components/search_form.html", note="在每页顶部；搜索页有自己的一栏。"),
            Specimen("components/hit.html", _hits(), element="ol", css="hits"),
            Specimen("components/nothing_found.html", _nothing()),
            Specimen("components/ways_in.html", {"没有找到时": ways}),
            Specimen(
                "components/pager.html",
                {
                    name: {"page": paginator.page(number), "page_query": "q=1"}
                    for name, number in pages.items()
                },
            ),
        ],
    )


def _hits() -> dict[str, Context]:
    text = "……".join(["示例内容，前面和后面都还有文字，所以只摘出找到的词附近的一段"] * 5)
    basis = ("据转述，原文待核", "待核实")
    entries = {
        "有依据": Entry.of(Kind.CRITERION, "示例条件", "示例规则", text, "/#1", basis=basis),
        "不是现行标准": Entry.of(Kind.CRITERION, "示例", "旧规则", text, "/#2", is_former=True),
        "只有标题": Entry.of(Kind.REGION, "示例地区", "", "", "/#3"),
    }
    return {name: {"entry": entry, "hit": Hit(entry, [QUERY])} for name, entry in entries.items()}


def _nothing() -> dict[str, Context]:
    entry = Entry.of(Kind.TERM, "示例术语", "", "", "/#4")
    return {
        "一个词": {"query": QUERY},
        "几个词，分开能找到": {"query": "示例 没有", "alone": [(QUERY, 2, "q=1")]},
        "有相近的": {"query": QUERY, "nearest": [entry, entry]},
    }
