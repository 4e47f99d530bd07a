"""The list of regions is narrowed and sorted by what its address says, and by nothing else."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.models import Region, RegionalTopUp, SourceDocument
from policies.pages.regions.filters import Filters
from policies.pages.regions.rows import MOST_IN_A_CELL, Outline, Outlines, chosen_rows
from policies.vocabulary import TopUpKind

BEIJING, HEBEI, SHANXI = (
    Region(pk=number, code=code, name=name, short_name=name[:2], slug=slug)
    for number, code, name, slug in (
        (1, "110000", "北京市", "beijing"), (2, "130000", "河北省", "hebei"),
        (3, "140000", "山西省", "anywhere"),
    )
)  # fmt: skip


def outline(pk: int, province: int, kind: str, amount: int | None, **more: str) -> Outline:
    values = {"level": "province", "tier": "little_giant", "text": "奖励"} | more
    return Outline(
        pk=pk,
        province=province,
        kind=kind,
        amount=None if amount is None else Decimal(amount),
        level=values["level"],
        tier=values["tier"] or None,
        text=values["text"],
    )


OUTLINES = [
    outline(1, 2, "reward", 30, text="石家庄 新认定"),
    outline(2, 2, "reward", None, level="city"),
    outline(3, 2, "interest_subsidy", 900, tier="specialized"),
    outline(4, 3, "reward", 50, tier=""),
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, [("河北", [1, 2, 3]), ("山西", [4]), ("北京", [])]),
        ({"sort": "code"}, [("北京", []), ("河北", [1, 2, 3]), ("山西", [4])]),
        ({"sort": "name"}, [("山西", [4]), ("北京", []), ("河北", [1, 2, 3])]),
        # 900 is interest: it does not count among rewards.
        ({"sort": "amount-reward"}, [("山西", [4]), ("河北", [3, 1, 2]), ("北京", [])]),
        ({"sort": "amount-reward", "kind": "reward"}, [("山西", [4]), ("河北", [1, 2])]),
        ({"kind": "interest_subsidy"}, [("河北", [3])]),
        ({"tier": "specialized"}, [("河北", [3]), ("山西", [4])]),  # 4 names no tier
        ({"level": "city"}, [("河北", [2])]),
        ({"found": "yes"}, [("河北", [1, 2, 3]), ("山西", [4])]),
        ({"found": "no"}, [("北京", [])]),
        ({"found": "no", "kind": "interest_subsidy"}, [("北京", []), ("山西", [])]),
        ({"q": "北京"}, [("北京", [])]),
        ({"q": "ＨＥＢＥＩ"}, [("河北", [1, 2, 3])]),
        ({"q": "河北 石家庄"}, [("河北", [1])]),
        ({"q": "火星"}, []),
        ({"q": "\0", "kind": "x", "tier": "x", "level": "x", "found": "x", "sort": "x"},
         [("河北", [1, 2, 3]), ("山西", [4]), ("北京", [])]),
        ({"sort": "amount-other"}, [("河北", [1, 2, 3]), ("山西", [4]), ("北京", [])]),
    ],
)  # fmt: skip
def test_the_address_decides_which_rows_are_shown_and_in_which_order(
    query: dict[str, str], shown: list[tuple[str, list[int]]]
) -> None:
    rows = chosen_rows([BEIJING, HEBEI, SHANXI], Outlines.of(OUTLINES), Filters.of(query))

    assert [(str(row.province), [o.pk for o in row.outlines]) for row in rows] == shown


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "未查到"),
        ({"kind": "reward"}, "没有符合条件的"),
        ({"q": "广州"}, "没有符合条件的"),
        ({"kind": "reward", "found": "no"}, "未查到"),
    ],
)
def test_an_empty_cell_says_not_found_only_where_nothing_was_left_out(
    query: dict[str, str], words: str
) -> None:
    assert Filters.of(query).absence == words


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "same"),
    [
        ({}, ""),
        ({"sort": "found", "utm_source": "x", "kind": "x"}, ""),
        ({"sort": "code", "q": " 广州 "}, "q=%E5%B9%BF%E5%B7%9E&sort=code"),
    ],
)
def test_the_filters_have_one_query_string(query: dict[str, str], same: str) -> None:
    assert Filters.of(query).query == same


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("query", "count"),
    [("", 31), ("kind=reward", 12), ("found=no&kind=reward", 19), ("q=%E5%B9%BF%E5%B7%9E", 1)],
)
def test_the_page_shows_what_is_chosen_and_says_how_many(
    query: str, count: int, client: Client
) -> None:
    markup = client.get(f"/regions/?{query}").content.decode()

    assert f"{count}个省级地区" in markup
    assert markup.count('<th scope="row">') == count


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_without_a_row_the_page_says_what_to_change(client: Client) -> None:
    markup = client.get("/regions/?q=火星&kind=reward").content.decode()

    assert "现在的条件是：认定奖励，“火星”" in markup
    assert "可以去掉一个条件" in markup


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_a_cell_stays_short_and_its_queries_few_however_much_is_found(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source, province = SourceDocument.objects.get(key="owner"), Region.objects.get(slug="gansu")
    RegionalTopUp.objects.bulk_create(
        RegionalTopUp(
            code=f"extra-{number}",
            region=province,
            kind=TopUpKind.REWARD,
            title=f"第{number}项奖励",
            source=source,
        )
        for number in range(40)
    )

    with django_assert_max_num_queries(11):
        markup = client.get("/regions/?q=gansu").content.decode()

    assert markup.count("项奖励") == MOST_IN_A_CELL
    assert f"另有{40 - MOST_IN_A_CELL}项" in markup
