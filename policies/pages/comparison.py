"""Shapes the comparison: all that is stored of the tiers in one table, a column each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from policies.models import CitedFact, Criterion, Path, RuleSet
from policies.models.attach_sources import FactKey, fact_key
from policies.pages.owner_table import OwnerTable
from policies.pages.steps import Step
from policies.rules.wording import threshold_text
from policies.vocabulary import Metric, Operator

NOT_ASKED = "不另设"
BY_OTHER_RULES = "按评价办法"
NOT_FOUND = "未查到"
REVIEWED = "，评审看（本中心）"
FINANCING = "financing"  # the one dimension of the owner's that no other row tells
COMBINED = "（与其他条件组合，满足其一组即可）"
SHORT = 8  # characters that are said again rather than pointed at
TOLD_IN_FULL = (Metric.EXCLUDED_BY_NOTICE, Metric.PRODUCT_FIELDS)
"""What the wording of a criterion tells, and its condition does not."""
LIMITS = (Operator.AT_MOST, Operator.LESS_THAN)
OTHERS = "其他条件"

# The rows of what the rules ask, by the metrics that they ask of. Titles are the step below.
METRICS_OF_ROWS: dict[str, dict[str, tuple[Metric, ...]]] = {
    "底线": {
        "信用与合规": (Metric.CLEAN_RECORD, Metric.TAX_CLEAN),
        "不予推荐": (Metric.EXCLUDED_BY_NOTICE, Metric.LISTED, Metric.FUNDED_BEFORE),
        "产品": (Metric.PRODUCT_ALLOWED,),
    },
    "规模": {
        "企业划型": (Metric.IS_SME,),
        "营业收入": (Metric.REVENUE_Y1, Metric.EQUITY_2Y),
        "主营占比": (Metric.MAIN_BUSINESS_SHARE,),
        "营收增长": (Metric.REVENUE_CAGR_2Y,),
        "资产负债率": (Metric.DEBT_RATIO,),
    },
    "研发": {
        "研发费用": (Metric.RD_Y1, Metric.RD_Y2, Metric.RD_TOTAL_2Y),
        "研发占比": (Metric.RD_SHARE_Y1, Metric.RD_SHARE_Y2),
        "研发机构": (Metric.RD_INSTITUTION,),
        "Ⅰ类知识产权": (Metric.CLASS1_IP,),
        "标准制定": (Metric.STANDARDS_ROLE,),
        "发展评价得分": (Metric.PLATFORM_SCORE,),
    },
    "市场": {
        "细分市场年限": (Metric.SEGMENT_YEARS,),
        "主导产品占比": (Metric.MAIN_PRODUCT_SHARE,),
        "市场占有率": (Metric.MARKET_SHARE, Metric.DOMESTIC_RANK),
        "产品领域": (Metric.PRODUCT_FIELDS, Metric.CHAIN_ROLES),
        "龙头配套": (Metric.LEADING_CUSTOMERS,),
        "推进计划": (Metric.PLAN_ASPECTS, Metric.PLAN_INVESTMENT),
    },
}
ROW_OF_METRIC: dict[str, str] = {
    metric: title
    for rows in METRICS_OF_ROWS.values()
    for title, metrics in rows.items()
    for metric in metrics
}
TITLES = (
    Metric.TITLE_IS_TECH_INNOVATIVE, Metric.TITLE_IS_SPECIALIZED, Metric.TITLE_IS_LITTLE_GIANT
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A tier by the rules for new applications, or by an earlier standard."""

    step: Step
    rule_set: RuleSet | None
    is_former: bool = False

    @property
    def title(self) -> str:
        return self.rule_set.title if self.is_former and self.rule_set else self.step.rung.label


@dataclass(frozen=True)
class Cell:
    """What one tier has in one row."""

    text: str
    facts: Sequence[CitedFact] = ()
    is_tighter: bool = False
    """Whether it asks more than the step before."""


@dataclass(frozen=True)
class Row:
    title: str
    cells: list[Cell]


@dataclass(frozen=True)
class Comparison:
    """The tiers side by side."""

    columns: list[Column]
    groups: list[tuple[str, list[Row]]]

    @property
    def facts(self) -> list[CitedFact]:
        """All that the table states, in the order of print."""
        cells = (cell for _, rows in self.groups for row in rows for cell in row.cells)
        return [fact for cell in cells for fact in cell.facts]

    @classmethod
    def of(cls, steps: Sequence[Step], owners: OwnerTable, *, with_old: bool) -> Self:
        """Align what is stored of these steps; `with_old` adds their earlier standards."""
        columns = []
        for step in steps:
            in_force = step.in_force()
            columns.append(Column(step, in_force))
            former = [r for r in step.rule_sets if not r.orientation and r != in_force]
            columns += [Column(step, rules, is_former=True) for rules in former if with_old]
        money = {"中央资金": _money, "融资支持": _cell_of_owner(owners), **TIME}
        groups = [
            ("性质", [_row(columns, title, cell) for title, cell in NATURE.items()]),
            *_groups_of_criteria(columns),
            ("钱和时间", [_row(columns, title, cell) for title, cell in money.items()]),
        ]
        cited: set[FactKey] = set()
        return cls(columns, [(title, _cited_once(rows, cited)) for title, rows in groups])


def _row(columns: Sequence[Column], title: str, cell: Callable[[Step], Cell]) -> Row:
    """Return a row of what no standard changes."""
    cells: list[Cell] = []
    for column in columns:
        if column.is_former:
            cells.append(Cell(f"同{column.step.name}"))
        else:
            cells.append(cell(column.step))
    return Row(title, cells)


def _prerequisite(step: Step) -> Cell:
    return Cell(step.requirements[0] if step.below else NOT_ASKED, [step.tier])


def _money(step: Step) -> Cell:
    money = step.money
    return Cell(money.amount_text or money.text, [money]) if money else Cell(NOT_FOUND)


def _state(step: Step) -> Cell:
    return Cell("".join(step.answer), list(step.rounds.values()))


def _year(step: Step) -> Cell:
    events = step.tier.yearly_events.all()
    return Cell("；".join(f"{event.period} {event.what}" for event in events) or "看本省通知")


def _count(step: Step) -> Cell:
    count = step.tier.headline_count
    return Cell(count.text, [count]) if count else Cell(NOT_FOUND)


def _cell_of_owner(owners: OwnerTable) -> Callable[[Step], Cell]:
    cells = {cell.tier_id: cell for cell in owners.cells if cell.dimension.key == FINANCING}

    def cell_of(step: Step) -> Cell:
        cell = cells.get(step.tier.pk)
        return Cell(f"{cell.content}（本中心）", [cell]) if cell else Cell(NOT_FOUND)

    return cell_of


NATURE: dict[str, Callable[[Step], Cell]] = {
    "是什么": lambda step: Cell(step.tier.kind, [step.tier]),
    "谁认定": lambda step: Cell(step.tier.recognised_by, [step.tier]),
    "先要有": _prerequisite,
    "有效期": lambda step: Cell(step.tier.validity, [step.tier]),
}
TIME: dict[str, Callable[[Step], Cell]] = {
    "现在能报吗": _state,
    "往年的时间": _year,
    "家数": _count,
}


def _groups_of_criteria(columns: Sequence[Column]) -> list[tuple[str, list[Row]]]:
    """Return the rows of all that the rules of the columns ask, those of no metric last."""
    asked = [_by_row(column.rule_set.criteria if column.rule_set else ()) for column in columns]
    known = {title: group for group, rows in METRICS_OF_ROWS.items() for title in rows}
    found = [title for of_column in asked for title in of_column]
    groups: dict[str, list[Row]] = {}
    for title in dict.fromkeys([*(row for row in known if row in found), *found]):
        cells = _cells(columns, title, [of_column.get(title, []) for of_column in asked])
        groups.setdefault(known.get(title, OTHERS), []).append(Row(title, cells))
    return list(groups.items())


def _cells(
    columns: Sequence[Column], title: str, asked: Sequence[Sequence[Criterion]]
) -> list[Cell]:
    """Return a cell for each column; one that repeats the step before points at it instead."""
    cells: list[Cell] = []
    before: int | None = None
    for number, (column, criteria) in enumerate(zip(columns, asked, strict=True)):
        text = "；".join(_asked(criterion, title) for criterion in criteria)
        cell = Cell(text, criteria) if text else _nothing_asked(column, title)
        if before is not None and text and text == cells[before].text and len(text) > SHORT:
            cell = replace(cell, text=f"同{columns[before].step.name}")
        elif before is not None and not column.is_former:
            cell = replace(cell, is_tighter=_tightens(criteria, asked[before]))
        cells.append(cell)
        before = before if column.is_former else number
    return cells


def _nothing_asked(column: Column, title: str) -> Cell:
    """Return the words of a row that the rules leave out; reviewers may look at it all the same."""
    if column.rule_set is None:
        return Cell(BY_OTHER_RULES)
    rules = None if column.is_former else column.step.in_force(orientation=True)
    reviewed = _by_row(rules.criteria if rules else ()).get(title, [])
    return Cell(NOT_ASKED + REVIEWED, reviewed) if reviewed else Cell(NOT_ASKED)


def _by_row(criteria: Iterable[Criterion]) -> dict[str, list[Criterion]]:
    """Return criteria by the titles of the rows where they stand; the steps below are left out."""
    rows: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        metrics = _metrics(criterion) or [criterion.compared_as]
        titles = [
            ROW_OF_METRIC.get(metric, criterion.title) for metric in metrics if metric not in TITLES
        ]
        for title in dict.fromkeys(titles):
            rows.setdefault(title, []).append(criterion)
    return rows


def _metrics(criterion: Criterion) -> list[str]:
    return [
        condition.metric for path in criterion.main_paths for condition in path.conditions.all()
    ]


def _asked(criterion: Criterion, title: str) -> str:
    """Return what a criterion asks in the row of a title."""
    metrics = _metrics(criterion)
    if {ROW_OF_METRIC.get(metric) for metric in metrics} - {title} and metrics:
        return _thresholds(criterion, title) + COMBINED
    if not metrics or metrics[0] in TOLD_IN_FULL:
        told = criterion.wording or criterion.title
        return f"{told}（专家评审）" if criterion.review else told
    if metrics[0] == Metric.PLAN_ASPECTS:
        return criterion.wording.partition("；")[0]
    ways = [
        _thresholds(criterion, title) if len(criterion.main_paths) == 1 else path.text
        for path in criterion.main_paths
    ]
    others = [
        path.text if _has_figure(path) else path.exemption for path in criterion.exemption_paths
    ]
    return "，或".join([*ways, *others])


def _thresholds(criterion: Criterion, title: str) -> str:
    """Return what one path asks: figures with their period, else the whole in words."""
    conditions = [
        condition
        for path in criterion.main_paths
        for condition in path.conditions.all()
        if ROW_OF_METRIC.get(condition.metric) == title
    ]
    texts = [
        condition.text if condition.threshold is None else threshold_text(condition.to_rules())
        for condition in conditions
    ]
    period = criterion.period.partition("；")[0] if conditions[0].threshold is not None else ""
    return period + "、".join(dict.fromkeys(texts))


def _has_figure(path: Path) -> bool:
    return any(condition.threshold is not None for condition in path.conditions.all())


def _tightens(criteria: Sequence[Criterion], below: Sequence[Criterion]) -> bool:
    """Return whether criteria ask something new, or a stricter figure than the step before."""
    asked, before = _figures(criteria), _figures(below)
    if not asked:
        return bool(criteria) and {of.wording for of in criteria} != {of.wording for of in below}
    return any(metric not in before or limit > before[metric] for metric, limit in asked.items())


def _figures(criteria: Sequence[Criterion]) -> dict[str, Decimal]:
    """Return how much is asked of each metric, the more the stricter; 0 without a figure."""
    return {
        condition.metric: (condition.threshold or Decimal(0))
        * (-1 if condition.operator in LIMITS else 1)
        for criterion in criteria
        for path in criterion.main_paths
        for condition in path.conditions.all()
    }


def _cited_once(rows: Sequence[Row], cited: set[FactKey]) -> list[Row]:
    """Return rows that cite no fact again: a note has one mark to come back to."""
    once = []
    for row in rows:
        cells = []
        for cell in row.cells:
            new = {fact_key(fact): fact for fact in cell.facts if fact_key(fact) not in cited}
            cited.update(new)
            cells.append(replace(cell, facts=list(new.values())))
        once.append(Row(row.title, cells))
    return once
