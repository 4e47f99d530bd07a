"""What the models refuse: in the database where it can tell, else in `clean()` with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from policies.models import (
    ApplicationRound,
    CitedFact,
    ComparisonCell,
    ComparisonDimension,
    Condition,
    Criterion,
    CriterionGroup,
    Dispute,
    EnterpriseCount,
    Material,
    MaterialChecklist,
    Obligation,
    Path,
    PreparationAdvice,
    ProcessStep,
    Publishable,
    Region,
    RegionalTopUp,
    RoundWindow,
    RuleSet,
    SmeSizeLimit,
    SourceDocument,
    SourceLink,
    StandardChange,
    SupportMeasure,
    Term,
    Tier,
    TopicPage,
    TopicSection,
    YearlyEvent,
)

pytestmark = pytest.mark.usefixtures("seeded")

FACT_MODELS = [
    model for model in apps.get_app_config("policies").get_models() if issubclass(model, CitedFact)
]
A_DAY = date(2026, 11, 2)


def test_every_kind_of_content_has_its_place_on_the_site() -> None:
    kinds = [model for model in apps.get_models() if issubclass(model, Publishable)]
    assert kinds
    assert [kind.__name__ for kind in kinds if not hasattr(kind, "get_absolute_url")] == []


def errors_of(row: Model) -> dict[str, list[str]]:
    """Return what `full_clean()` says against a row, by field; nothing where it accepts it."""
    try:
        row.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@contextmanager
def refused_by_the_database(reason: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=reason), transaction.atomic():
        yield


# Trust: “已核原文” and its date


HALF_CHECKED = pytest.mark.parametrize(
    "half",
    [{"trust_state": "checked"}, {"checked_on": A_DAY}],
    ids=["checked without date", "date without checked"],
)


@HALF_CHECKED
@pytest.mark.parametrize("model", FACT_MODELS)
def test_the_database_refuses_a_half_checked_fact(
    model: type[CitedFact], half: dict[str, Any]
) -> None:
    with refused_by_the_database(f"{model._meta.model_name}_checked_iff_dated"):
        model._default_manager.update(**half)


@HALF_CHECKED
@pytest.mark.parametrize("model", FACT_MODELS)
def test_a_half_checked_fact_is_refused_with_a_reason(
    model: type[CitedFact], half: dict[str, Any]
) -> None:
    fact = model._default_manager.earliest("pk")
    for name, value in half.items():
        setattr(fact, name, value)
    assert errors_of(fact) == {"__all__": ["“已核原文”要填核对日期；其他状态不填核对日期。"]}


@pytest.mark.parametrize("model", FACT_MODELS)
def test_a_fact_that_is_checked_on_a_day_is_accepted(model: type[CitedFact]) -> None:
    fact = model._default_manager.earliest("pk")
    fact.trust_state, fact.checked_on = "checked", A_DAY
    assert errors_of(fact) == {}


# What stands once


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (SourceDocument, ("key",)),
        (SourceLink, ("document", "url")),
        (Dispute, ("code",)),
        (Tier, ("code",)),
        (Tier, ("position",)),
        (TopicPage, ("slug",)),
        (TopicPage, ("tier",)),
        (TopicSection, ("page", "key")),
        (EnterpriseCount, ("code",)),
        (RuleSet, ("code",)),
        (CriterionGroup, ("rule_set", "key")),
        (Criterion, ("group", "code")),
        (Condition, ("criterion", "position")),
        (Path, ("criterion", "position")),
        (ComparisonDimension, ("key",)),
        (ComparisonCell, ("dimension", "tier")),
        (SupportMeasure, ("code",)),
        (Region, ("code",)),
        (Region, ("slug",)),
        (RegionalTopUp, ("code",)),
        (ApplicationRound, ("code",)),
        (RoundWindow, ("round", "position")),
        (YearlyEvent, ("position",)),
        (ProcessStep, ("tier", "position")),
        (PreparationAdvice, ("tier", "audience", "position")),
        (Obligation, ("code",)),
        (StandardChange, ("tier", "position")),
        (MaterialChecklist, ("code",)),
        (Material, ("checklist", "position")),
        (SmeSizeLimit, ("industry",)),
        (Term, ("key",)),
        (Term, ("name",)),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else " ".join(value),
)
def test_the_database_refuses_two_rows_with_the_same_key(
    model: type[Model], names: tuple[str, ...]
) -> None:
    first, second = model._default_manager.order_by("pk")[:2]
    taken = {name: getattr(first, name) for name in names}
    with refused_by_the_database("(?i)unique constraint"):
        model._default_manager.filter(pk=second.pk).update(**taken)


def criterion(group: str, **changes: Any) -> Criterion:
    """Return an unsaved criterion of the “小巨人” rules of 2026."""
    source = SourceDocument.objects.get(key="owner")
    chosen = CriterionGroup.objects.get(rule_set__code="little-giant-2026", key=group)
    return Criterion(**{"group": chosen, "title": "新条件", "source": source} | changes)


@pytest.mark.parametrize("group", ["basic", "market"], ids=["same group", "other group"])
def test_a_code_that_the_rule_set_has_already_is_refused(group: str) -> None:
    errors = errors_of(criterion(group, code="lg-sme"))
    assert "这套规则里已有同样代号的条件。" in errors["code"]


@pytest.mark.parametrize("code", ["lg-new", "sp-sme"], ids=["new", "of another rule set"])
def test_a_code_that_the_rule_set_has_not_is_accepted(code: str) -> None:
    assert errors_of(criterion("basic", code=code)) == {}


# Rule sets in time


def rule_set(**changes: Any) -> RuleSet:
    """Return an unsaved rule set of a tier that has none, for new applications of 2026."""
    fields = {
        "code": "first",
        "title": "一套规则",
        "tier": Tier.objects.get(code="tech_innovative"),
        "source": SourceDocument.objects.get(key="owner"),
        "effective_from": date(2026, 1, 1),
    }
    return RuleSet(**fields | changes)


def other_rule_set(**changes: Any) -> RuleSet:
    return rule_set(**{"code": "other", "title": "另一套规则"} | changes)


NEW: dict[str, Any] = {"for_new_applications": True, "for_reviews": False}
REVIEW: dict[str, Any] = {"for_new_applications": False, "for_reviews": True}
BOTH: dict[str, Any] = {"for_new_applications": True, "for_reviews": True}
ORIENTATION: dict[str, Any] = {"orientation": True}


def test_a_rule_set_is_repealed_after_it_begins() -> None:
    row = rule_set(repealed_on=date(2026, 1, 1))
    assert "废止日期要晚于施行日期。" in str(errors_of(row))
    with refused_by_the_database("ruleset_repealed_after_it_begins"):
        RuleSet.objects.update(repealed_on=date(2020, 1, 1))


def test_a_rule_set_that_applies_to_nothing_is_refused_with_a_reason() -> None:
    row = rule_set(for_new_applications=False, for_reviews=False)
    assert errors_of(row) == {"__all__": ["新申请、复核至少选一项。"]}


def test_the_database_refuses_a_rule_set_that_applies_to_nothing() -> None:
    with refused_by_the_database("ruleset_applies_to_something"):
        RuleSet.objects.update(for_new_applications=False, for_reviews=False)


SAME_START = "同一层级、同类申请同一天只能有一套规则开始施行。"


@pytest.mark.parametrize(
    ("first", "other", "is_refused"),
    [
        pytest.param(NEW, NEW, True, id="both for new applications"),
        pytest.param(REVIEW, BOTH, True, id="review beside both kinds"),
        pytest.param(NEW, REVIEW, False, id="review beside new"),
        pytest.param(ORIENTATION, {}, False, id="rules beside orientation"),
        pytest.param(NEW, {"effective_from": date(2027, 1, 1)}, False, id="a later start"),
    ],
)
def test_one_rule_set_of_a_kind_starts_on_a_day(
    first: dict[str, Any], other: dict[str, Any], is_refused: bool
) -> None:
    rule_set(**first).save()
    assert errors_of(other_rule_set(**other)) == ({"__all__": [SAME_START]} if is_refused else {})


# Conditions


def condition(metric: str, operator: str, **required: Any) -> Condition:
    """Return an unsaved condition beside those of a criterion."""
    revenue = Criterion.objects.get(code="lg-revenue")
    return Condition(criterion=revenue, position=9, metric=metric, operator=operator, **required)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"metric": "no_such_metric"}, "condition_metric_known"),
        ({"metric": ""}, "condition_metric_known"),
        ({"operator": "=="}, "condition_operator_known"),
        ({"operator": ""}, "condition_operator_known"),
    ],
)
def test_the_database_refuses_a_metric_or_an_operator_that_nobody_knows(
    change: dict[str, str], constraint: str
) -> None:
    with refused_by_the_database(constraint):
        Condition.objects.filter(criterion__code="lg-revenue").update(**change)


@pytest.mark.parametrize(
    ("metric", "operator", "field"),
    [("no_such_metric", ">=", "metric"), ("revenue_y1", "==", "operator")],
)
def test_a_metric_or_an_operator_that_nobody_knows_is_refused_beside_its_field(
    metric: str, operator: str, field: str
) -> None:
    assert field in errors_of(condition(metric, operator, threshold=Decimal(1)))


@pytest.mark.parametrize(
    ("metric", "operator", "required", "reason"),
    [
        ("revenue_y1", "is", {"flag": True}, "“上年度营业收入”是数值，不能这样比较。"),
        ("revenue_y1", "overlaps", {"choices": ["1"]}, "“上年度营业收入”是数值，不能这样比较。"),
        ("revenue_y1", "not_empty", {}, "“上年度营业收入”是数值，不能这样比较。"),
        ("listed", ">=", {"threshold": 1}, "“已公开发行股票上市”是是或否，不能这样比较。"),
        ("listed", "not_empty", {}, "“已公开发行股票上市”是是或否，不能这样比较。"),
        ("product_fields", "is", {"flag": True}, "“主导产品所属领域”是多选，不能这样比较。"),
        ("product_fields", ">", {"threshold": 1}, "“主导产品所属领域”是多选，不能这样比较。"),
    ],
)
def test_an_operator_of_another_kind_is_refused(
    metric: str, operator: str, required: dict[str, Any], reason: str
) -> None:
    assert errors_of(condition(metric, operator, **required)) == {"operator": [reason]}


THRESHOLD = "数值指标要填门槛，其他指标不填。"
FLAG = "是或否的指标要选“是”或“否”，其他指标不选。"
CHOICES = "“至少属于其一”要列出选项，其他比较不列。"
UNKNOWN_CHOICE = "选项里有这个指标没有的代号。"


@pytest.mark.parametrize(
    ("metric", "operator", "required", "errors"),
    [
        ("revenue_y1", ">=", {}, {"threshold": THRESHOLD}),
        ("revenue_y1", ">=", {"threshold": 1, "flag": False}, {"flag": FLAG}),
        ("revenue_y1", ">=", {"threshold": 1, "choices": ["fills_gap"]}, {"choices": CHOICES}),
        ("revenue_y1", ">=", {"flag": True}, {"threshold": THRESHOLD, "flag": FLAG}),
        ("listed", "is", {}, {"flag": FLAG}),
        ("listed", "is", {"flag": True, "threshold": 0}, {"threshold": THRESHOLD}),
        ("listed", "is", {"flag": True, "choices": ["fills_gap"]}, {"choices": CHOICES}),
        ("chain_roles", "overlaps", {}, {"choices": CHOICES}),
        ("chain_roles", "overlaps", {"choices": []}, {"choices": CHOICES}),
        ("chain_roles", "overlaps", {"flag": True}, {"flag": FLAG, "choices": CHOICES}),
        ("chain_roles", "overlaps", {"choices": ["core_parts"]}, {"choices": UNKNOWN_CHOICE}),
        ("chain_roles", "overlaps", {"choices": ["fills_gap", "?"]}, {"choices": UNKNOWN_CHOICE}),
        ("plan_aspects", "not_empty", {"choices": ["new_products"]}, {"choices": CHOICES}),
        ("plan_aspects", "not_empty", {"threshold": 1}, {"threshold": THRESHOLD}),
    ],
)
def test_what_a_condition_requires_has_the_type_of_its_metric(
    metric: str, operator: str, required: dict[str, Any], errors: dict[str, str]
) -> None:
    refused = errors_of(condition(metric, operator, **required))
    assert refused == {field: [reason] for field, reason in errors.items()}


@pytest.mark.parametrize("choices", [[["fills_gap"]], {"fills_gap": True}, "fills_gap", 1, None])
def test_choices_are_a_list_of_codes(choices: Any) -> None:
    assert "choices" in errors_of(condition("chain_roles", "overlaps", choices=choices))


@pytest.mark.parametrize("threshold", [Decimal("-0.0001"), "五千", Decimal("0.00001")])
def test_a_threshold_is_a_number_from_zero_with_four_places(threshold: Any) -> None:
    assert "threshold" in errors_of(condition("revenue_y1", ">=", threshold=threshold))


@pytest.mark.parametrize(
    ("metric", "operator", "required"),
    [
        ("revenue_y1", ">=", {"threshold": Decimal(0)}),
        ("debt_ratio", "<", {"threshold": Decimal("70.0001")}),
        ("listed", "is", {"flag": False}),
        ("chain_roles", "overlaps", {"choices": ["fills_gap", "removes_chokepoint"]}),
        ("plan_aspects", "not_empty", {}),
    ],
)
def test_a_condition_that_fits_its_metric_is_accepted(
    metric: str, operator: str, required: dict[str, Any]
) -> None:
    assert errors_of(condition(metric, operator, **required)) == {}


# Comparison, regions, rounds


@pytest.mark.parametrize(
    ("with_text", "with_amount", "with_count"), list(product([False, True], repeat=3))
)
def test_a_cell_states_exactly_one_of_text_amount_and_count(
    with_text: bool, with_amount: bool, with_count: bool
) -> None:
    cell = ComparisonCell.objects.get(dimension__key="technology", tier__code="little_giant")
    cell.text = "掌握关键核心技术" if with_text else ""
    cell.support_measure = SupportMeasure.objects.get(code="s-4") if with_amount else None
    cell.enterprise_count = EnterpriseCount.objects.get(code="n-3") if with_count else None
    refused = {"__all__": ["内容、金额、数量三者填一个，且只填一个。"]}
    assert errors_of(cell) == ({} if with_text + with_amount + with_count == 1 else refused)


def region(**changes: Any) -> Region:
    """Return an unsaved region; its level and province are for the test to say."""
    return Region(**{"code": "449900", "name": "某市", "short_name": "某", "slug": "mou"} | changes)


@pytest.mark.parametrize(
    ("level", "has_province", "is_accepted"),
    [
        ("province", False, True),
        ("province", True, False),
        ("city", True, True),
        ("city", False, False),
    ],
)
def test_a_city_lies_in_a_province_and_a_province_in_nothing(
    level: str, has_province: bool, is_accepted: bool
) -> None:
    province = Region.objects.get(code="440000") if has_province else None
    refused = {"parent": ["市、区要选所属省份，省不选。"]}
    assert errors_of(region(level=level, parent=province)) == ({} if is_accepted else refused)


@pytest.mark.parametrize("code", ["44990", "44990a", "4499 0", "４４９９００"])
def test_a_region_code_that_is_not_six_digits_is_refused(code: str) -> None:
    errors = errors_of(region(code=code, level="province"))
    assert "行政区划代码是六位数字。" in errors["code"]


@pytest.mark.parametrize("code", ["", "4499000"])
def test_a_region_code_of_another_length_is_refused(code: str) -> None:
    assert set(errors_of(region(code=code, level="province"))) == {"code"}


@pytest.mark.parametrize(
    ("amount", "errors"),
    [
        (Decimal("-0.01"), {"amount_max": ["确保该值大于或等于0。"]}),
        (Decimal(0), {}),
        (None, {}),
    ],
)
def test_a_top_up_is_never_negative(amount: Decimal | None, errors: dict[str, list[str]]) -> None:
    top_up = RegionalTopUp.objects.get(code="guangzhou-little-giant")
    top_up.amount_max = amount
    assert errors_of(top_up) == errors


ENDS = pytest.mark.parametrize(
    ("first", "last", "is_accepted"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), False),
        (date(2026, 5, 1), date(2026, 5, 1), True),
        (date(2026, 5, 1), date(2026, 5, 2), True),
        (None, date(2026, 5, 1), True),
        (date(2026, 5, 1), None, True),
        (None, None, True),
    ],
)


@ENDS
def test_the_validity_of_a_top_up_does_not_end_before_it_begins(
    first: date | None, last: date | None, is_accepted: bool
) -> None:
    top_up = RegionalTopUp.objects.get(code="guangzhou-little-giant")
    top_up.effective_from, top_up.effective_to = first, last
    refused = {"effective_to": ["止日早于起日。"]}
    assert errors_of(top_up) == ({} if is_accepted else refused)


@ENDS
def test_a_window_does_not_close_before_it_opens(
    first: date | None, last: date | None, is_accepted: bool
) -> None:
    window = RoundWindow.objects.get(round__code="little-giant-2026", position=4)
    window.opens_on, window.closes_on = first, last
    refused = {"closes_on": ["截止日期早于开始日期。"]}
    assert errors_of(window) == ({} if is_accepted else refused)
