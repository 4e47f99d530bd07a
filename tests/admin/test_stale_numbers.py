"""After a figure changes, the texts that still hold the former one are found, and only those."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from policies.admin.editing.stale_numbers import holds, stale_passages
from policies.models import (
    Condition,
    Criterion,
    EnterpriseCount,
    Obligation,
    RegionalTopUp,
    SupportMeasure,
    TopicSection,
)
from tests.admin.forms import edit

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.mark.parametrize(
    ("text", "figure", "unit", "is_held"),
    [
        ("不低于1200万元", "1200", "万元", True),
        ("不低于1,200万元", "1200", "万元", True),
        ("不低于1200 万元", "1200", "万元", True),
        ("不低于１２００万元", "1200", "万元", True),
        ("不低于0.12亿元", "1200", "万元", True),
        ("不低于1200.00万元", "1200", "万元", True),
        ("不低于12000000元", "1200", "万元", True),
        ("合计，1200万", "1200", "万元", True),
        ("合计,1200万元", "1200", "万元", True),
        ("1200万户企业", "1200", "万元", False),
        ("不低于11200万元", "1200", "万元", False),
        ("不低于1200.5万元", "1200", "万元", False),
        ("不低于1,1200万元", "1200", "万元", False),
        ("不低于1200元", "1200", "万元", False),
        ("共1200家", "1200", "万元", False),
        ("最高300万元", "3000000", "元", True),
        ("最高0.03亿元", "3000000", "元", True),
        ("不低于3%", "3", "%", True),
        ("不低于3％", "3", "%", True),
        ("不低于３％", "3", "%", True),
        ("不低于3.0%", "3.0000", "%", True),
        ("不低于13%", "3", "%", False),
        ("不低于0.3%", "3", "%", False),
        ("不低于3.5%", "3", "%", False),
        ("①3%", "3", "%", True),
        ("已有1.76万家", "17600", "家", True),
        ("已有17,600家", "17600", "家", True),
        ("满3年", "3", "年", True),
        ("2023年", "3", "年", False),
    ],
)
def test_a_figure_is_found_in_its_usual_writings_and_exactly(
    text: str, figure: str, unit: str, is_held: bool
) -> None:
    assert holds(text, Decimal(figure), unit) is is_held


def test_every_kind_of_text_is_looked_through() -> None:
    section = TopicSection.objects.get(page__slug="xiaojuren", key="criteria")
    TopicSection.objects.filter(pk=section.pk).update(body="要98765万元")
    obligation = Obligation.objects.all()[0]
    Obligation.objects.filter(pk=obligation.pk).update(note="到9.8765亿元")
    found = stale_passages(Decimal(98765), "万元", Decimal(1))
    assert {(passage.row, passage.field.name) for passage in found} == {
        (section, "body"),
        (obligation, "note"),
    }


def test_a_figure_that_stays_leaves_nothing_stale() -> None:
    assert stale_passages(Decimal(1200), "万元", Decimal("1200.00")) == []


def answer_to(client: Client, row: object, **changes: str) -> str:
    meta = type(row)._meta  # type: ignore[attr-defined]
    url = reverse(f"admin:policies_{meta.model_name}_change", args=[row.pk])  # type: ignore[attr-defined]
    response = edit(client, url, change_reason="新规定", rules_checked="yes", **changes)
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"]).content.decode()


def test_an_editor_sees_which_texts_hold_the_former_threshold(admin_client: Client) -> None:
    section = TopicSection.objects.get(page__slug="xiaojuren", key="criteria")
    TopicSection.objects.filter(pk=section.pk).update(body="研发合计1,200万元<b>")
    criterion = Criterion.objects.get(code="lg-rd-total")

    page = answer_to(admin_client, criterion, **{"conditions-0-threshold": "1350"})
    assert "1200万元已改为1350万元" in page
    address = section.get_admin_url("body")
    assert f'<a href="{address}">{section}·正文</a>：研发合计1,200万元&lt;b&gt;' in page
    assert Condition.objects.get(criterion=criterion).threshold == 1350

    assert "已改为" not in answer_to(admin_client, criterion, title="研发费用合计")


@pytest.mark.parametrize(
    ("model", "code", "field", "old", "text"),
    [
        (RegionalTopUp, "owner-guangdong", "amount_max", "98765", "最高9.8765万元"),
        (SupportMeasure, "owner-central-fund", "amount", "98765", "9.8765万元"),
        (EnterpriseCount, None, "value", "98765", "98,765家"),
    ],
)
def test_every_kind_of_figure_is_followed(
    admin_client: Client, model: type, code: str | None, field: str, old: str, text: str
) -> None:
    rows = model._default_manager.filter(**({"code": code} if code else {"unit": "家"}))  # type: ignore[attr-defined]
    row = rows[0]
    rows.filter(pk=row.pk).update(**{field: Decimal(old)})
    TopicSection.objects.filter(page__slug="xiaojuren", key="criteria").update(body=text)
    assert "已改为" in answer_to(admin_client, row, **{field: "5"})
