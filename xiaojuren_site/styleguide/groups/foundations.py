"""Colours, type and the elements that every page is made of."""

from policies.models import Edition
from xiaojuren_site.styleguide.specimens import Group, Specimen

COLOURS = ("paper", "surface", "ink", "muted", "line", "accent", "accent-ink", "signal")
SPACES = ("1", "2", "3", "4", "5", "6")
MARKDOWN = {
    "说明": "!!! 说明\n    示例说明，标题是种类。",
    "注意，另有标题": "!!! 注意 “示例标题”\n    示例内容。",
    "表格": "| 示例列 | 另一列 |\n|---|---:|\n| 甲 | 1 |\n| 乙 | 20 |",
    "列表和链接": "- 示例一，[首页](/)\n- 示例二，**加粗**\n\n1. 先\n2. 后",
    "引用未收录的内容": "示例：[[示例：没有收录]]。",
}


def foundations(edition: Edition) -> Group:
    return Group(
        "foundations",
        "基础",
        [
            Specimen("styleguide/colours.html", {"颜色，明暗随系统": {"colours": COLOURS}}),
            Specimen("styleguide/type.html", {"字号": {}}),
            Specimen("styleguide/spaces.html", {"间距": {"spaces": SPACES}}),
            Specimen("styleguide/buttons.html", {"按钮": {}}),
            Specimen("styleguide/tags.html", {"标签": {}}),
            Specimen("styleguide/steps.html", {"步骤": {}}),
            Specimen("styleguide/empty.html", {"没有内容": {}}),
            Specimen(
                "styleguide/markdown.html",
                {name: {"text": text} for name, text in MARKDOWN.items()},
            ),
        ],
    )
