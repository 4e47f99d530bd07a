"""What is drawn equals what is stored: each bar, strip, step and gauge by its figure and basis."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from policies.models import (
    ApplicationRound,
    Tier,
    YearlyEvent,
)
from policies.presentation.templatetags import charts
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


def test_the_home_page_draws_both_views_of_a_tier_on_one_scale(client: Client) -> None:
    markup = markup_of(client, "/").partition('id="counts"')[2].partition("</section>")[0]
    assert bars_beside(markup, "小巨人本中心口径", "约12950家") == [("owner", 2)]
    assert bars_beside(markup, "小巨人文件口径", "1.76万家", "2026年1月21日") == [("retold", 3)]
    assert bars_beside(markup, "60万家以上") == [("retold", 100)]


def test_the_year_draws_every_period_that_names_months(client: Client) -> None:
    YearlyEvent.objects.filter(position=6).update(period="视通知而定")
    markup = markup_of(client, "/").partition('id="calendar"')[2].partition("</table>")[0]
    strips = re.findall(r'd="M(\d+) 10h(\d+)"', markup)
    assert strips == [
        ("0", "90"), ("86", "4"), ("90", "90"), ("146", "4"), ("150", "90"), ("180", "120")
    ]  # fmt: skip
    assert "视通知而定" in markup


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
