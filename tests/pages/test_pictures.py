"""What is drawn equals what is stored: each bar, strip, step and gauge by its figure and basis."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from policies.models import (
    ApplicationRound,
    Condition,
    Edition,
    EnterpriseCount,
    RegionalTopUp,
    RoundWindow,
    Tier,
    YearlyEvent,
)
from policies.pages.regions.rows import MOST_IN_A_CELL
from policies.presentation.templatetags import charts
from policies.vocabulary import TopUpKind
from tests.pages.test_owner_facts import visible_text

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

BAR = re.compile(r'<svg class="bar (\w+)" viewBox="0 0 100 6".*?<rect width="(\d+)"', re.DOTALL)
KEY_PAGE = "/zhongdian-xiaojuren/"


def markup_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def rows_of(markup: str) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the text of each table row and list item, with the state and length of its bars."""
    for row in re.split(r"<tr|<li", markup)[1:]:
        yield visible_text(f"<{row}"), [(state, int(size)) for state, size in BAR.findall(row)]


def bars_beside(markup: str, *texts: str) -> list[tuple[str, int]]:
    """Return the bars of the one row that says all of these texts."""
    [bars] = [bars for said, bars in rows_of(markup) if all(text in said for text in texts)]
    return bars


def section(markup: str, key: str) -> str:
    """Return the markup of one section of a topic page."""
    return markup.partition(f'<section class="section" id="{key}"')[2].partition("</section>")[0]


def test_each_count_is_drawn_as_long_as_it_is_large(client: Client) -> None:
    markup = section(markup_of(client, KEY_PAGE), "definition")
    drawn = [bar for _, bars in rows_of(markup) for bar in bars]
    counts = EnterpriseCount.objects.filter(tier__code="key_little_giant", value__isnull=False)
    whole = {"家": Decimal(5500), "%": Decimal(100)}
    assert drawn == [
        (count.trust_state, round(count.value * 100 / whole[count.unit]))
        for count in counts
        if count.value is not None
    ]


def test_a_count_without_a_figure_is_told_but_not_drawn(client: Client) -> None:
    markup = section(markup_of(client, "/xiaojuren/"), "definition")
    assert bars_beside(markup, "第八批（2026）认定数", "未查到") == []


def test_the_home_page_draws_both_views_of_a_tier_on_one_scale(client: Client) -> None:
    markup = markup_of(client, "/").partition('id="counts"')[2].partition("</section>")[0]
    assert bars_beside(markup, "小巨人本中心口径", "约12950家") == [("owner", 2)]
    assert bars_beside(markup, "小巨人文件口径", "1.76万家", "2026年1月21日") == [("retold", 3)]
    assert bars_beside(markup, "60万家以上") == [("retold", 100)]


def first_of_each_cell(top_ups: Iterable[RegionalTopUp]) -> Iterator[RegionalTopUp]:
    """Yield what the list of regions prints; the rest stands on the pages of the provinces."""
    printed = Counter[tuple[int, bool]]()
    for top_up in top_ups:
        parent = top_up.region.parent_id
        cell = (parent or top_up.region_id, parent is None)
        printed[cell] += 1
        if printed[cell] <= MOST_IN_A_CELL:
            yield top_up


@pytest.mark.parametrize("path", ["/regions/", KEY_PAGE])
def test_an_amount_is_drawn_within_its_kind_by_its_trust_state(path: str, client: Client) -> None:
    markup = markup_of(client, path)
    largest: dict[str, Decimal] = {}
    edition = Edition.now()
    current = RegionalTopUp.objects.in_edition(edition).not_expired(edition.day)
    shown = current.select_related("region", "tier")
    if path == KEY_PAGE:
        shown = shown.for_tier(Tier.objects.get(code="key_little_giant"))
        markup = section(markup, "regions")
    for top_up in shown:
        largest[top_up.kind] = max(
            largest.get(top_up.kind, Decimal(0)), top_up.amount_max or Decimal(0)
        )
    expected = [
        (top_up.trust_state, round(top_up.amount_max * 100 / largest[top_up.kind]))
        for top_up in (shown if path == KEY_PAGE else first_of_each_cell(shown))
        if top_up.amount_max is not None and top_up.kind != TopUpKind.OTHER
    ]
    drawn = [bar for _, bars in rows_of(markup) for bar in bars]
    assert sorted(drawn) == sorted(expected)


def test_a_bar_stands_beside_its_region_and_amount(client: Client) -> None:
    markup = markup_of(client, "/regions/")
    assert bars_beside(markup, "广东：额外配套", "最高300万元") == [("owner", 100)]
    assert bars_beside(markup, "杭州：首次认定小巨人") == [("retold", 50)]
    assert bars_beside(markup, "北京：首流片等首创类奖励", "3000万元") == []


def test_filtering_does_not_change_how_long_an_amount_is(client: Client) -> None:
    markup = markup_of(client, "/regions/?q=惠州")
    assert bars_beside(markup, "惠州：新获评小巨人") == [("retold", 15)]


def test_the_year_draws_every_period_that_names_months(client: Client) -> None:
    YearlyEvent.objects.filter(position=6).update(period="视通知而定")
    markup = markup_of(client, "/").partition('id="calendar"')[2].partition("</table>")[0]
    strips = re.findall(r'd="M(\d+) 10h(\d+)"', markup)
    assert strips == [
        ("0", "90"), ("86", "4"), ("90", "90"), ("146", "4"), ("150", "90"), ("180", "120")
    ]  # fmt: skip
    assert "视通知而定" in markup


def test_windows_with_dates_are_drawn_on_the_year_of_their_round(client: Client) -> None:
    markup = section(markup_of(client, "/xiaojuren/"), "rounds")
    dated = RoundWindow.objects.filter(round__code="little-giant-2026", opens_on__isnull=False)
    assert len(re.findall(r'd="M\d+ 10h\d+"', markup)) == len(dated)
    assert 'd="M114 10h30"' in markup  # 25 April to 25 May


def test_today_is_marked_only_in_its_year() -> None:
    axis = charts.axis(ApplicationRound.objects.get(code="little-giant-2026"))
    assert axis is not None
    assert axis.place(date(2026, 11, 25)) == 324
    assert axis.place(date(2027, 1, 1)) is None


def test_the_ladder_leads_to_each_tier_and_keeps_the_neighbour_apart(client: Client) -> None:
    picture = markup_of(client, "/").partition('<figure class="stairs">')[2]
    svg = picture.partition("</figure>")[0]
    on_ladder = list(Tier.objects.filter(is_neighbour=False).order_by("-position"))
    assert re.findall(r'<a href="(.*?)"', svg) == [tier.get_absolute_url() for tier in on_ladder]
    assert svg.count('class="way-up"') == len(on_ladder) - 1
    [apart] = re.findall(r'<g class="apart">.*?</g>', svg, re.DOTALL)
    assert "单项冠军" in apart


def test_thresholds_are_drawn_from_the_conditions_of_both_standards(client: Client) -> None:
    Condition.objects.filter(criterion__code="lg-debt").update(threshold=Decimal(80))
    markup = section(markup_of(client, "/xiaojuren/"), "changes")
    assert bars_beside(markup, "2022年：不高于70%", "2026年：不高于80%") == [
        ("retold", 70),
        ("retold", 80),
    ]


def test_a_threshold_that_is_one_of_several_ways_is_not_drawn(client: Client) -> None:
    markup = section(markup_of(client, "/xiaojuren/"), "changes")
    drawn = [said for said, bars in rows_of(markup) if bars]
    assert len(drawn) == 3
    assert not any("占有率" in said or "知识产权" in said for said in drawn)
