"""The thresholds of a criterion and the paths that name them, edited on one page."""

from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from policies.models import Condition, Criterion
from tests.admin.forms import change_page, edit, edit_rules, errors_of, revenue, row_of, saved

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


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


def test_a_path_takes_the_place_of_one_that_is_removed(admin_client: Client) -> None:
    criterion = Criterion.objects.annotate(n=Count("paths")).filter(n__gt=1)[0]
    paths = list(criterion.paths.all())
    gone = len(paths) - 1
    changes = {"paths-0-position": str(paths[gone].position), f"paths-{gone}-DELETE": "on"}
    assert saved(edit_rules(admin_client, criterion, **changes))
    assert list(criterion.paths.all()) == [*paths[1:gone], paths[0]]


def test_a_condition_that_a_path_names_cannot_be_deleted(admin_client: Client) -> None:
    response = edit(admin_client, change_page(revenue()), **{"conditions-0-DELETE": "on"})
    assert "没有序号为1的条件" in errors_of(response)
