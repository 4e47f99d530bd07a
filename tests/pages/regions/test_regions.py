"""What readers see of the provinces: a row each, three groups when asked, and a page each."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from policies.models import Region, RegionalTopUp, SourceDocument, Tier
from policies.pages.regions.rows import MOST_OF_A_PROVINCE
from policies.presentation.top_ups import TopUpGroup
from policies.vocabulary import SourceKind
from policies.vocabulary.provinces import NEIGHBOURS
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

Add = Callable[..., RegionalTopUp]


@pytest.fixture
def add() -> Add:
    """Store a top-up of Gansu, of which nothing is known before."""
    document = SourceDocument.objects.create(
        key="gansu-1",
        kind=SourceKind.DOCUMENT,
        title="关于奖励的通知",
        document_number="甘奖〔2026〕1号",
    )

    def stored(code: str, kind: str = "reward", amount: int | None = 10, **more: object) -> object:
        values = {
            "region": Region.objects.get(slug="gansu"),
            "tier": Tier.objects.get(code="little_giant"),
            "amount_max": None if amount is None else Decimal(amount) * 10_000,
            "source": document,
            "title": code,
        }
        return RegionalTopUp.objects.create(code=code, kind=kind, **values | more)

    return stored  # type: ignore[return-value]


def row_of(client: Client, name: str) -> str:
    """Return what the row of a province says; empty without one."""
    markup = client.get("/regions/").content.decode()
    rows = [row for row in markup.split("<tr") if f">{name}</a></th>" in row]
    return visible_text(f"<tr{rows[0]}".partition("</tr>")[0]) if rows else ""


def test_a_row_shows_the_highest_reward_and_nothing_that_asks_for_more_first(
    client: Client, add: Add
) -> None:
    assert row_of(client, "甘肃") == ""
    add("low", amount=20)
    add("high", amount=30)
    add("machines", kind="other", amount=500)
    add("loan", kind="interest_subsidy", amount=400)

    row = row_of(client, "甘肃")
    assert "最高30万元" in row
    assert "500" not in row
    assert "400" not in row
    assert "4条" in row


def test_a_reward_that_has_ended_is_in_no_row_and_folded_on_the_page(
    client: Client, add: Add
) -> None:
    add("ended", valid_until=date(2020, 12, 31))
    add("forgotten", validity="expired")

    assert row_of(client, "甘肃") == ""
    folded = client.get("/regions/gansu/").content.decode().partition('<details class="fold">')[2]
    text = visible_text(folded.partition("</details>")[0])
    assert "止于2020年12月31日" in text
    assert "有效期已过，日期未见" in text


@pytest.mark.parametrize("query", ["all=1", "province=甘肃"])
def test_groups_stand_in_their_order_and_only_rewards_are_bold(
    query: str, client: Client, add: Add
) -> None:
    add("machines", kind="other", amount=500)
    add("matching", kind="top_up", tier=Tier.objects.get(code="key_little_giant"))
    add("reward", amount=30)
    add("aim", kind="other", amount=None)

    markup = client.get(f"/regions/?{query}").content.decode()
    section = markup.partition('id="gansu"')[2].partition("</section>")[0]
    assert re.findall(r'scope="rowgroup">(.*?)</th>', section) == [
        "认定奖励", "重点小巨人配套", "要先投资、贷款或另有条件才有的"
    ]  # fmt: skip
    assert re.findall(r"<b>(.*?)</b>", section) == ["最高30万元", "最高10万元"]
    assert "没有写明金额的：" in section.partition("</table>")[2]
    assert 'id="aim"' in section.partition("</table>")[2]


@pytest.mark.parametrize(
    ("kind", "tier", "amount", "group"),
    [
        ("reward", "little_giant", 1, TopUpGroup.REWARD),
        ("top_up", "little_giant", 1, TopUpGroup.REWARD),
        ("top_up", None, 1, TopUpGroup.KEY),
        ("reward", "key_little_giant", 1, TopUpGroup.KEY),
        ("other", "key_little_giant", 1, TopUpGroup.CONDITIONAL),
        ("interest_subsidy", "specialized", 1, TopUpGroup.CONDITIONAL),
        ("reward", "little_giant", None, TopUpGroup.UNSTATED),
        ("rule", "little_giant", None, TopUpGroup.RULE),
    ],
)
def test_kind_tier_and_amount_decide_the_group(
    kind: str, tier: str | None, amount: int | None, group: TopUpGroup
) -> None:
    assert TopUpGroup.of(kind, tier, None if amount is None else Decimal(amount)) == group


@pytest.mark.parametrize("query", ["province=火星", "province=%00", "all=x", "q=广东"])
def test_what_means_nothing_shows_the_rows(query: str, client: Client) -> None:
    assert client.get(f"/regions/?{query}").content == client.get("/regions/").content


def test_the_list_of_all_stays_short_and_says_what_it_leaves_out(client: Client, add: Add) -> None:
    for number in range(MOST_OF_A_PROVINCE + 3):
        add(f"extra-{number}")

    markup = client.get("/regions/?province=甘肃").content.decode()
    assert markup.count('id="extra-') == MOST_OF_A_PROVINCE
    assert "另有3条" in markup


def test_a_page_says_whom_to_ask_what_the_state_gives_and_what_neighbours_give(
    client: Client,
) -> None:
    text = visible_text(client.get("/regions/hubei/").content.decode())
    assert "湖北省经济和信息化厅，jxt.hubei.gov.cn" in text
    assert "最高3000万元" in text
    assert "安徽100万元（省级）" in text
    assert "广东100" not in text


def test_a_rule_of_a_province_is_told_on_its_page_and_counts_as_no_reward(client: Client) -> None:
    assert "合计不低于1200万元" in visible_text(client.get("/regions/sichuan/").content.decode())
    assert row_of(client, "四川") == ""


def test_neighbours_are_neighbours_of_each_other() -> None:
    assert set(NEIGHBOURS) == set(Region.objects.provinces().values_list("code", flat=True))
    for province, neighbours in NEIGHBOURS.items():
        assert all(province in NEIGHBOURS[neighbour] for neighbour in neighbours)
