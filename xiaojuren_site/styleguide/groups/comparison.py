"""The tables that set tiers side by side."""

from dataclasses import replace

from policies.models import Edition
from policies.models.attach_sources import attach_sources
from policies.models.tiers import ladder
from policies.pages.comparison import MetricTable, OwnerTable, TextTable
from policies.pages.selection import Selection
from xiaojuren_site.styleguide.specimens import Group, Specimen

CAPTION = "示例标题"


def comparison(edition: Edition) -> Group:
    """Return the tables of the comparison, full and empty."""
    tiers = [tier for tier in ladder(edition) if tier.is_comparable][-2:]
    owner_table = OwnerTable.of(tiers, edition)
    attach_sources(owner_table.cells)
    selection = Selection(tiers, with_old=False, only_different=False)
    text = TextTable.of(tiers)
    metrics = MetricTable.of(tiers, edition, with_old=False)
    return Group(
        "comparison",
        "对比表",
        [
            Specimen(
                "components/owner_table.html",
                {"本中心的对比": {"table": owner_table, "caption": CAPTION}},
                parts=["components/row_title.html"],
            ),
            Specimen(
                "components/text_table.html",
                {
                    "不同处有标记": {"table": text, "caption": CAPTION, "selection": selection},
                    "没有不同": {"table": replace(text, rows=[]), "caption": CAPTION},
                },
            ),
            Specimen(
                "components/metric_table.html",
                {
                    "按指标": {"table": metrics, "selection": selection},
                    "没有不同": {"table": replace(metrics, rows=[])},
                    "没有按数值写成的规则": {"table": MetricTable([], [])},
                },
                parts=["components/metric_cell.html"],
            ),
        ],
    )
