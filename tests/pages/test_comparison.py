"""All tiers stand in one table, taken from the rules that the form applies."""

import re
from datetime import date

import pytest
from django.test import Client

from policies.models import Criterion, Edition, RuleSet
from policies.models.tiers import ladder
from policies.pages.comparison import Cell, Comparison
from policies.pages.owner_table import OwnerTable
from policies.pages.steps import steps_of
from policies.vocabulary import PublicationState
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 24)
ALL = ("kejichuangxin", "zhuanjingtexin", "xiaojuren", "zhongdian-xiaojuren")


def table(*, with_old: bool = False, on: date = TODAY) -> Comparison:
    edition = Edition.on(on)
    return Comparison.of(steps_of(ladder(edition), edition), OwnerTable([], []), with_old=with_old)


def row_of(table: Comparison, title: str) -> dict[str, Cell]:
    """Return the cells of one row by the code of the rule set, or of the tier without one."""
    [row] = [row for _, rows in table.groups for row in rows if row.title == title]
    names = [
        column.rule_set.code if column.rule_set else column.step.tier.code
        for column in table.columns
    ]
    return dict(zip(names, row.cells, strict=True))


def test_no_row_stands_twice() -> None:
    titles = [row.title for _, rows in table(with_old=True).groups for row in rows]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("title", "specialized", "little_giant", "old"),
    [
        ("营业收入", "或近两年新增股权投资不低于2000万元", "不低于5000万元", "不低于10000万元"),
        ("主营占比", "80%", "90%", "70%"),
        ("资产负债率", "不高于80%", "不高于75%", "不高于70%"),
        ("研发占比", "近两年每一年不低于3%", "同专精特新", "不低于3%、不低于6%"),
        ("市场占有率", "较为靠前", "不低于10%，或国内细分市场排名前3名", "不低于10%"),
        ("Ⅰ类知识产权", "不低于1项", "不低于4项，或国家级科技奖励前三", "不低于2项"),
    ],
)  # fmt: skip
def test_a_condition_is_set_side_by_side_across_tiers_and_standards(
    title: str, specialized: str, little_giant: str, old: str
) -> None:
    row = row_of(table(with_old=True), title)
    assert specialized in row["specialized-2026"].text
    assert little_giant in row["little-giant-2026"].text
    assert old in row["little-giant-2022"].text


def test_the_old_standard_stays_a_choice_after_it_has_ended() -> None:
    in_2028 = date(2028, 1, 1)
    for with_old in (True, False):
        columns = table(with_old=with_old, on=in_2028).columns
        codes = [column.rule_set.code for column in columns if column.rule_set]
        assert ("little-giant-2022" in codes) is with_old


def test_a_threshold_that_holds_in_combinations_only_says_so(client: Client) -> None:
    page = client.get("/compare/?tiers=xiaojuren&old=1").content.decode()
    assert "与其他条件组合，满足其一组即可" in page


def test_a_changed_threshold_is_in_the_table_at_once() -> None:
    criteria = RuleSet.objects.get(code="little-giant-2026").groups.get(key="operation").criteria
    criteria.get(code="lg-revenue").conditions.update(threshold=6000)
    assert row_of(table(), "营业收入")["little-giant-2026"].text == "上年度不低于6000万元"


def test_a_condition_that_is_withdrawn_is_no_longer_asked() -> None:
    Criterion.objects.filter(code="lg-revenue").update(publication=PublicationState.WITHDRAWN)
    assert row_of(table(), "营业收入")["little-giant-2026"].text == "不另设"


@pytest.mark.parametrize(
    ("title", "tighter"),
    [
        ("营业收入", {"specialized-2026", "little-giant-2026"}),
        ("资产负债率", {"specialized-2026", "little-giant-2026"}),
        ("研发占比", {"specialized-2026"}),
        ("企业划型", {"specialized-2026"}),
        ("信用与合规", {"specialized-2026", "key-support-2024"}),
        ("推进计划", {"key-support-2024"}),
        ("是什么", set()),
    ],
)
def test_a_cell_is_shaded_where_a_step_asks_more_than_the_one_before(
    title: str, tighter: set[str]
) -> None:
    row = row_of(table(with_old=True), title)
    assert {code for code, cell in row.items() if cell.is_tighter} == tighter


def test_no_cell_is_empty_or_a_dash(client: Client) -> None:
    markup = client.get(f"/compare/?tiers={','.join(ALL)}&old=1").content.decode()
    body = re.sub(r'<tr class="group">.*?</tr>', "", markup, flags=re.DOTALL)
    cells = [visible_text(cell) for cell in re.findall(r"<td.*?</td>", body, re.DOTALL)]
    assert len(cells) > 100
    assert not [cell for cell in cells if cell.strip() in ("", "—", "-", "无")]


def test_every_mark_has_its_note_and_every_note_one_way_back(client: Client) -> None:
    for address in ("/", "/compare/", "/compare/?old=1"):
        markup = client.get(address).content.decode()
        back = re.findall(r' id="mark-(\d+)"', markup)
        assert back
        assert back == re.findall(r'<li id="note-(\d+)"', markup)


def test_all_tiers_are_compared_unless_the_reader_chooses(client: Client) -> None:
    heads = re.compile(r'<th scope="col"><a href="/(.*?)/">')
    assert heads.findall(client.get("/compare/").content.decode()) == list(ALL)
    chosen = client.get("/compare/?tiers=xiaojuren,zhongdian-xiaojuren").content.decode()
    assert heads.findall(chosen) == ["xiaojuren", "zhongdian-xiaojuren"]
