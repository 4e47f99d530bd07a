"""The tiers' thresholds stand one row a metric, taken from the rules that the form applies."""

import re
from datetime import date

import pytest
from django.test import Client

from policies.models import Edition, RuleSet, Tier
from policies.pages.comparison import MetricTable
from policies.vocabulary import TierCode

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

TODAY = date(2026, 11, 24)
TIERS = (TierCode.SPECIALIZED, TierCode.LITTLE_GIANT)


def table(*, with_old: bool, on: date = TODAY) -> MetricTable:
    return MetricTable.of(
        list(Tier.objects.filter(code__in=TIERS)), Edition.on(on), with_old=with_old
    )


def row_of(table: MetricTable, title: str) -> dict[str, list[str]]:
    """Return the thresholds of one row by rule set."""
    [row] = [row for row in table.rows if row.title == title]
    return {
        rule_set.code: [threshold for cell in cells for threshold in cell.thresholds]
        for rule_set, cells in row.columns
    }


def test_no_metric_has_two_rows() -> None:
    titles = [row.title for row in table(with_old=True).rows]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("title", "specialized", "little_giant", "old"),
    [
        ("上年度营业收入", "1500万元", "5000万元", "10000万元"),
        ("主营业务收入占比", "80%", "90%", "70%"),
        ("上年末资产负债率", "80%", "75%", "70%"),
        ("近两年每年研发费用占营业收入", "3%", "3%", "3%"),
        ("细分市场占有率", "", "10%", "10%"),
        ("国内细分市场排名", "", "前3名", ""),
        ("Ⅰ类知识产权", "1项", "4项", "2项"),
    ],
)
def test_a_metric_is_set_side_by_side_across_tiers_and_standards(
    title: str, specialized: str, little_giant: str, old: str
) -> None:
    row = row_of(table(with_old=True), title)
    for code, expected in (
        ("specialized-2026", specialized),
        ("little-giant-2026", little_giant),
        ("little-giant-2022", old),
    ):
        assert (expected in row[code][0]) if expected else (row[code] == [])


def test_the_old_standard_stays_a_choice_after_it_has_ended() -> None:
    in_2028 = date(2028, 1, 1)
    codes = [rule_set.code for rule_set in table(with_old=True, on=in_2028).rule_sets]
    assert "little-giant-2022" in codes
    assert "little-giant-2022" not in [r.code for r in table(with_old=False, on=in_2028).rule_sets]


def test_a_threshold_that_holds_in_combinations_only_says_so(client: Client) -> None:
    page = client.get("/compare/?tiers=xiaojuren&old=1").content.decode()
    assert "与其他条件组合，满足其一组即可" in page


def test_exemptions_and_alternatives_stand_under_the_threshold(client: Client) -> None:
    page = client.get("/compare/?tiers=xiaojuren").content.decode()
    assert re.search(r"不低于4项.{0,200}或以此替代：国家级科技奖励前三", page, re.DOTALL)
    assert re.search(r"不低于10%.{0,100}或国内细分市场排名前3名", page, re.DOTALL)


def test_a_changed_threshold_is_in_the_table_at_once() -> None:
    criteria = RuleSet.objects.get(code="little-giant-2026").groups.get(key="operation").criteria
    criteria.get(code="lg-revenue").conditions.update(threshold=6000)
    assert row_of(table(with_old=False), "上年度营业收入")["little-giant-2026"] == [
        "不低于6000万元"
    ]


def rows_of(markup: str) -> dict[str, bool]:
    """Return the titles of a comparison's rows, and whether each is marked as different."""
    titles = re.findall(r'<th scope="row">(.*?)</th>', markup)
    return {title.partition(" <span")[0]: "不同</span>" in title for title in titles}


def test_rows_that_differ_are_marked_in_words(client: Client) -> None:
    rows = rows_of(client.get("/compare/?tiers=zhuanjingtexin,xiaojuren").content.decode())

    assert rows["上年度营业收入"]
    assert rows["由谁认定"]
    assert not rows["有效期"]
    assert not rows["主导产品收入占比"]


def test_on_demand_only_rows_that_differ_are_shown(client: Client) -> None:
    rows = rows_of(client.get("/compare/?tiers=zhuanjingtexin,xiaojuren&only=1").content.decode())

    assert "上年度营业收入" in rows
    assert all(rows.values())


def test_one_column_alone_differs_from_nothing(client: Client) -> None:
    rows = rows_of(client.get("/compare/?tiers=xiaojuren&only=1").content.decode())

    assert "有效期" in rows
    assert not any(rows.values())
