"""What an editor saves is checked, stored, and on the public page at the next request."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Count, Model
from django.test import Client
from django.urls import reverse
from reversion.models import Revision

from policies.models import (
    Condition,
    Criterion,
    MaterialChecklist,
    RuleSet,
    SourceLink,
    SupportMeasure,
    Term,
    TopicPage,
    UpdateNote,
)
from tests.admin.forms import edit

pytestmark = pytest.mark.usefixtures("seeded")


def change_page(row: Model) -> str:
    return reverse(f"admin:policies_{row._meta.model_name}_change", args=[row.pk])


def revenue() -> Criterion:
    return Criterion.objects.get(code="lg-revenue", group__rule_set__code="little-giant-2026")


def edit_rules(client: Client, criterion: Criterion, **changes: Any) -> Any:
    """Save the page of a criterion, confirmed where readers see the change at once."""
    return edit(client, change_page(criterion), rules_checked="yes", **changes)


def saved(response: Any) -> bool:
    return bool(response.status_code == 302)


def errors_of(response: Any) -> str:
    """Return the messages that the page shows beside its fields."""
    assert response.status_code == 200
    context = response.context
    texts = [str(context["adminform"].form.errors)]
    for formset in context["inline_admin_formsets"]:
        texts += [str(form.errors) for form in formset.formset.forms]
        texts.append(str(formset.formset.non_form_errors()))
    return "\n".join(texts)


def row_of(criterion: Criterion, **wanted: Any) -> int:
    """Return the place of a condition among the rows of the page."""
    rows = list(criterion.conditions.all())
    return rows.index(criterion.conditions.get(**wanted))


def test_opening_and_saving_changes_nothing(admin_client: Client) -> None:
    for model in (Criterion, RuleSet, TopicPage, SupportMeasure, Term):
        for row in model.objects.all():
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


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"operator": "is"}, "不能这样比较"),
        ({"operator": "overlaps"}, "不能这样比较"),
        ({"threshold": ""}, "数值指标要填门槛"),
        ({"threshold": "-1"}, "大于或等于"),
        ({"threshold": "五千"}, "输入一个数字"),
        ({"flag": "True"}, "其他指标不选"),
        ({"choices": ["fills_gap"]}, "其他比较不列"),
        ({"choices": ["no_such_choice"]}, "没有“no_such_choice”这个选项"),
        ({"metric": "no_such_metric"}, "选择一个有效的选项"),
        ({"metric": "product_fields", "operator": "overlaps", "threshold": "",
          "choices": ["fills_gap"]}, "没有的代号"),
    ],
)  # fmt: skip
def test_an_impossible_condition_is_refused_beside_its_field(
    admin_client: Client, changes: dict[str, Any], message: str
) -> None:
    before = list(Condition.objects.values_list("pk", "metric", "operator", "threshold"))
    place = row_of(revenue(), metric="revenue_y1")
    posted = {f"conditions-{place}-{name}": value for name, value in changes.items()}
    response = edit(admin_client, change_page(revenue()), **posted)
    assert message in errors_of(response)
    assert before == list(Condition.objects.values_list("pk", "metric", "operator", "threshold"))


def test_choices_are_stored_as_codes(admin_client: Client) -> None:
    place = row_of(revenue(), metric="revenue_y1")
    changes = {
        "metric": "product_fields",
        "operator": "overlaps",
        "threshold": "",
        "choices": ["core_parts", "key_software"],
    }
    posted = {f"conditions-{place}-{name}": value for name, value in changes.items()}
    assert saved(edit_rules(admin_client, revenue(), **posted))
    assert revenue().conditions.get(metric="product_fields").choices == [
        "core_parts",
        "key_software",
    ]


def new_rows(criterion: Criterion, **path: Any) -> dict[str, Any]:
    """Return the fields of a new condition, numbered 9, and of a new path."""
    conditions, paths = criterion.conditions.count(), criterion.paths.count()
    fields = {"position": "9", "metric": "listed", "operator": "is", "flag": "True"}
    new_path = {"position": "9", "condition_numbers": "9", "exemption": "已上市"} | path
    return {
        "conditions-TOTAL_FORMS": conditions + 1,
        "paths-TOTAL_FORMS": paths + 1,
        **{f"conditions-{conditions}-{name}": value for name, value in fields.items()},
        **{f"paths-{paths}-{name}": value for name, value in new_path.items()},
    }


@pytest.mark.parametrize("numbers", ["1、9", "9, 1", "１ 9", "1和9"])
def test_a_new_condition_and_a_new_path_are_saved_together(
    admin_client: Client, numbers: str
) -> None:
    changes = new_rows(revenue(), condition_numbers=numbers)
    assert saved(edit_rules(admin_client, revenue(), **changes))
    path = revenue().paths.get(position=9)
    assert [condition.position for condition in path.conditions.all()] == [1, 9]


def test_a_new_criterion_is_saved_with_condition_and_path(admin_client: Client) -> None:
    old = revenue()
    changes = {
        "group": str(old.group_id), "title": "新条件", "code": "lg-new", "position": "99",
        "source": str(old.source_id),
        "conditions-TOTAL_FORMS": "1", "conditions-0-position": "1",
        "conditions-0-metric": "revenue_y1", "conditions-0-operator": ">=",
        "conditions-0-threshold": "7000",
        "paths-TOTAL_FORMS": "1", "paths-0-position": "1", "paths-0-condition_numbers": "1",
    }  # fmt: skip
    response = edit(admin_client, reverse("admin:policies_criterion_add"), **changes)
    assert saved(response), errors_of(response)
    assert Criterion.objects.get(code="lg-new").paths.get().text == "上年度营业收入不低于7000万元"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ({"condition_numbers": "8"}, "没有序号为8的条件"),
        ({"condition_numbers": "一"}, "请填条件的序号"),
        ({"condition_numbers": ""}, "必填项"),
        ({"position": "1"}, "有两行的次序相同"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(
    admin_client: Client, path: dict[str, str], message: str
) -> None:
    response = edit(admin_client, change_page(revenue()), **new_rows(revenue(), **path))
    assert message in errors_of(response)


def test_two_conditions_with_one_number_are_refused(admin_client: Client) -> None:
    changes = new_rows(revenue()) | {f"conditions-{revenue().conditions.count()}-position": "1"}
    response = edit(admin_client, change_page(revenue()), **changes)
    assert "有两行的序号相同" in errors_of(response)


def test_conditions_exchange_their_numbers(admin_client: Client) -> None:
    criterion = Criterion.objects.get(code="sp-ip")
    metrics = [condition.metric for condition in criterion.conditions.all()]
    swapped = {"conditions-0-position": "2", "conditions-1-position": "1"}
    assert saved(edit_rules(admin_client, criterion, **swapped))
    assert [condition.metric for condition in criterion.conditions.all()] == [
        metrics[1],
        metrics[0],
        *metrics[2:],
    ]


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


def test_a_path_takes_the_place_of_one_that_is_removed(admin_client: Client) -> None:
    criterion = Criterion.objects.annotate(n=Count("paths")).filter(n__gt=1)[0]
    paths = list(criterion.paths.all())
    gone = len(paths) - 1
    changes = {"paths-0-position": str(paths[gone].position), f"paths-{gone}-DELETE": "on"}
    assert saved(edit_rules(admin_client, criterion, **changes))
    assert list(criterion.paths.all()) == [*paths[1:gone], paths[0]]


def test_sections_cannot_exchange_their_anchors_at_once(admin_client: Client) -> None:
    page = TopicPage.objects.get(slug="xiaojuren")
    first, second = page.sections.all()[:2]
    changes = {"sections-0-key": second.key, "sections-1-key": first.key}
    response = edit(admin_client, change_page(page), **changes)
    assert "另一行原来就是这个值" in errors_of(response)


def test_a_condition_that_a_path_names_cannot_be_deleted(admin_client: Client) -> None:
    response = edit(admin_client, change_page(revenue()), **{"conditions-0-DELETE": "on"})
    assert "没有序号为1的条件" in errors_of(response)


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
    assert "有效期重叠" in errors_of(response)


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
