"""What an editor saves is checked, stored, and on the public page at the next request."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from reversion.models import Revision

from policies.models import (
    Criterion,
    MaterialChecklist,
    RuleSet,
    SourceLink,
    SupportMeasure,
    Term,
    TopicPage,
    UpdateNote,
)
from tests.admin.forms import (
    change_page,
    edit,
    edit_rules,
    errors_of,
    revenue,
    row_of,
    saved,
)

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


def test_opening_and_saving_changes_nothing(admin_client: Client) -> None:
    for model in (Criterion, RuleSet, TopicPage, SupportMeasure, Term):
        for row in model.objects.order_by("pk")[:12]:
            assert saved(edit(admin_client, change_page(row))), row
            assert "没有字段被修改" in last_change(row), (row, last_change(row))


def last_change(row: Model) -> str:
    """Return what the history says of the last save."""
    entry = LogEntry.objects.filter(object_id=str(row.pk)).latest("pk")
    return entry.get_change_message()


def test_a_changed_threshold_is_on_the_page_at_the_next_request(
    admin_client: Client, client: Client
) -> None:
    place = row_of(revenue(), metric="revenue_y1")
    changes = {f"conditions-{place}-threshold": "5432"}
    assert saved(edit_rules(admin_client, revenue(), **changes))
    assert revenue().conditions.get(metric="revenue_y1").threshold == Decimal(5432)
    assert "5432" in client.get("/xiaojuren/").content.decode()


def test_a_changed_amount_is_on_the_page_at_the_next_request(
    admin_client: Client, client: Client
) -> None:
    measure = SupportMeasure.objects.filter(amount__isnull=False).first()
    assert measure is not None
    assert saved(edit(admin_client, change_page(measure), amount="43210000"))
    measure.refresh_from_db()
    assert measure.amount == Decimal(43_210_000)
    assert "4321万元" in client.get(measure.get_absolute_url()).content.decode()


def test_a_changed_paragraph_is_on_the_page_at_the_next_request(
    admin_client: Client, client: Client
) -> None:
    page = TopicPage.objects.get(slug="xiaojuren")
    text = "编辑**刚刚**改过这一段。"
    response = edit(admin_client, change_page(page), **{"lead": text, "sections-0-body": text})
    assert saved(response)
    assert client.get("/xiaojuren/").content.decode().count("编辑<strong>刚刚</strong>改过") == 2


def test_a_new_row_takes_the_place_of_those_that_move_down(admin_client: Client) -> None:
    checklist = MaterialChecklist.objects.all()[0]
    names = [material.name for material in checklist.materials.all()]
    new = {"name": "新材料", "position": "1", "requirement": "required"}
    changes = {f"materials-{n}-position": str(n + 2) for n in range(len(names))}
    changes |= {f"materials-{len(names)}-{name}": value for name, value in new.items()}
    changes |= {
        "materials-TOTAL_FORMS": str(len(names) + 1),
        f"materials-{len(names)}-source": str(checklist.source_id),
        f"materials-{len(names)}-trust_state": "retold",
        f"materials-{len(names)}-confidence": "medium",
        f"materials-{len(names)}-publication": "published",
    }
    response = edit(admin_client, change_page(checklist), **changes)
    assert saved(response), errors_of(response)
    assert [material.name for material in checklist.materials.all()] == ["新材料", *names]


def test_sections_cannot_exchange_their_anchors_at_once(admin_client: Client) -> None:
    page = TopicPage.objects.get(slug="xiaojuren")
    first, second = page.sections.all()[:2]
    changes = {"sections-0-key": second.key, "sections-1-key": first.key}
    response = edit(admin_client, change_page(page), **changes)
    assert "另一行原来就是这个值" in errors_of(response)


def test_overlapping_rule_sets_are_refused(admin_client: Client) -> None:
    in_force = RuleSet.objects.get(code="little-giant-2026")
    other = (
        RuleSet.objects.filter(tier=in_force.tier, orientation=in_force.orientation)
        .exclude(pk=in_force.pk)
        .filter(for_reviews=True)
        .first()
    )
    assert other is not None
    posted = {"for_new_applications": "on", "effective_from": "2026/04/01", "effective_to": ""}
    response = edit(admin_client, change_page(other), **posted)
    assert "同一天只能有一套规则开始施行" in errors_of(response)


def test_a_repeal_that_is_not_after_the_start_is_refused_beside_its_field(
    admin_client: Client,
) -> None:
    rule_set = RuleSet.objects.get(code="little-giant-2026")
    response = edit(admin_client, change_page(rule_set), repealed_on="2026/04/01")
    assert "废止日期要晚于施行日期" in errors_of(response)


@pytest.mark.parametrize(
    ("state", "checked_on"), [("checked", ""), ("retold", "2026/11/01")], ids=["no date", "date"]
)
def test_checked_needs_a_date_and_only_checked_has_one(
    admin_client: Client, state: str, checked_on: str
) -> None:
    term = Term.objects.all()[0]
    response = edit(admin_client, change_page(term), trust_state=state, checked_on=checked_on)
    assert "“已核原文”要填核对日期" in errors_of(response)


def test_a_checked_fact_is_stored_with_its_date(admin_client: Client) -> None:
    term = Term.objects.all()[0]
    changes = {"trust_state": "checked", "checked_on": "2026-11-02"}
    assert saved(edit(admin_client, change_page(term), **changes))
    term.refresh_from_db()
    assert term.checked_on == date(2026, 11, 2)


def test_line_breaks_that_a_paste_brings_are_dropped(admin_client: Client) -> None:
    criterion = revenue()
    assert saved(edit(admin_client, change_page(criterion), wording="上年度\r\n营业收入"))
    criterion.refresh_from_db()
    assert criterion.wording == "上年度营业收入"


def test_the_line_breaks_of_a_browser_are_no_change(admin_client: Client) -> None:
    term = Term.objects.filter(meaning__contains="\n")[0]
    before = Revision.objects.count()
    text = term.meaning.replace("\n", "\r\n")
    assert saved(edit(admin_client, change_page(term), meaning=text))
    assert Revision.objects.count() == before


def test_decimals_are_shown_without_trailing_zeros(admin_client: Client) -> None:
    page = admin_client.get(change_page(revenue())).content.decode()
    assert 'value="5000"' in page
    assert "5000.0000" not in page


@pytest.mark.parametrize("model", [Criterion, Term, TopicPage, RuleSet, UpdateNote])
def test_nobody_deletes_a_fact(admin_client: Client, model: type[Model]) -> None:
    name = f"admin:policies_{model._meta.model_name}"
    assert (
        admin_client.post(reverse(f"{name}_delete", args=[1]), {"post": "yes"}).status_code == 403
    )
    assert "delete_selected" not in admin_client.get(reverse(f"{name}_changelist")).content.decode()


def test_a_fact_inside_a_page_cannot_be_removed(admin_client: Client) -> None:
    checklist = MaterialChecklist.objects.all()[0]
    materials = list(checklist.materials.all())
    page = admin_client.get(change_page(checklist)).content.decode()
    assert "-DELETE" not in page
    edit(admin_client, change_page(checklist), **{"materials-0-DELETE": "on"})
    assert list(checklist.materials.all()) == materials


def test_a_link_to_a_document_can_be_removed(admin_client: Client) -> None:
    link = SourceLink.objects.all()[0]
    assert saved(edit(admin_client, change_page(link.document), **{"links-0-DELETE": "on"}))
    assert not SourceLink.objects.filter(pk=link.pk).exists()
