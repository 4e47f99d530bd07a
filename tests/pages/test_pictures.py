"""What the home page draws equals what is stored: steps, months and main figures."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from policies.models import Condition, Tier, YearlyEvent
from policies.pages.year import next_events

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CELL_OF_YEAR = re.compile(r'<td(?: colspan="(\d+)")?(?: class="(\w+)")?>')


def markup_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_year_draws_each_event_in_its_months_and_shades_those_of_the_documents(
    client: Client,
) -> None:
    YearlyEvent.objects.filter(position=6).update(first_month=11, last_month=12)
    markup = markup_of(client, "/").partition('<table class="year">')[2].partition("</table>")[0]
    rows = [
        [(int(months or 1), state) for months, state in CELL_OF_YEAR.findall(row)]
        for row in markup.split("<tr>")[2:]
    ]
    assert rows == [
        [(3, "calculated"), (3, "retold"), (4, "calculated"), (2, "retold")],
        [(3, "retold"), (1, ""), (1, "retold"), (3, "retold"), (4, "")],
    ]


def test_what_is_on_or_comes_next_in_the_year_stands_first(client: Client) -> None:
    events = {event.position: event for event in YearlyEvent.objects.all()}
    for month, expected in ((11, [1, 2, 3]), (5, [3, 4, 5]), (8, [5, 7, 1])):
        assert next_events(events.values(), month) == [events[number] for number in expected]


def test_the_ladder_leads_to_each_tier_and_names_the_neighbour_apart(client: Client) -> None:
    markup = markup_of(client, "/")
    steps = markup.partition('<ol class="ladder">')[2].partition("</ol>")[0]
    on_ladder = list(Tier.objects.filter(is_neighbour=False).order_by("position"))
    assert re.findall(r'<a href="(.*?)"', steps) == [tier.get_absolute_url() for tier in on_ladder]
    assert "单项冠军" not in steps
    assert "不在这四级里：制造业单项冠军企业" in markup


def test_what_an_enterprise_is_now_leads_to_its_next_step(client: Client) -> None:
    ways = markup_of(client, "/").partition('<ul class="ways">')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="(.*?)".*?<b>(.*?)</b><span>(.*?)</span>', ways, re.DOTALL) == [
        ("/kejichuangxin/", "还没有称号", "科技和创新型"),
        ("/zhuanjingtexin/", "科技和创新型", "专精特新"),
        ("/xiaojuren/", "专精特新", "小巨人"),
        ("/zhongdian-xiaojuren/", "小巨人", "重点小巨人"),
        ("/xiaojuren/#obligations", "小巨人，快到期", "复核"),
        ("/zhongdian-xiaojuren/#support", "重点小巨人", "绩效和复核"),
    ]


def test_the_home_page_names_the_main_figures_of_the_rules(client: Client) -> None:
    Condition.objects.filter(criterion__code="lg-revenue").update(threshold=Decimal(6000))
    assert (
        "专精特新，营收不低于6000万元，两年研发合计不低于1200万元，每年研发占营收不低于3%，"
        "Ⅰ类知识产权不低于4项，市占率不低于10%或国内前3名" in markup_of(client, "/")
    )
