"""Assessments and conditions as plain data, and the fingerprint of a rule set."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policies import rules
from policies.rules.serialisation import assessment_data
from policies.rules.structure import plain
from policies.vocabulary import ApplicationType, CurrentTitle, Metric, Operator, TierCode
from tests.rules.stored import profile, rule_set

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("value", "metric", "expected"),
    [
        (Decimal("5000.0000"), Metric.REVENUE_Y1, "5000"),
        (Decimal("4200.50"), Metric.REVENUE_Y1, "4200.5"),
        (Decimal("1E+3"), Metric.REVENUE_Y1, "1000"),
        (Decimal("0.00"), Metric.REVENUE_Y1, "0"),
        (Decimal("-29.2893"), Metric.REVENUE_CAGR_2Y, "-29.2893"),
        (True, Metric.LISTED, True),
        (False, Metric.LISTED, False),
        (None, Metric.LISTED, None),
        (None, Metric.PLAN_ASPECTS, None),
        (frozenset(), Metric.CHAIN_ROLES, []),
        (
            frozenset({"removes_chokepoint", "fills_weakness", "fills_gap"}),
            Metric.CHAIN_ROLES,
            ["fills_weakness", "fills_gap", "removes_chokepoint"],
        ),
        (frozenset({"fills_gap"}), Metric.LISTED, []),
    ],
)
def test_a_value_is_as_json_takes_it(
    value: Decimal | bool | frozenset[str] | None, metric: Metric, expected: Any
) -> None:
    assert plain(value, metric) == expected
    assert type(plain(value, metric)) is type(expected)


@pytest.mark.parametrize(
    ("metric", "operator", "required", "expected"),
    [
        (Metric.REVENUE_Y1, Operator.AT_LEAST, Decimal("5000.0000"), "5000"),
        (Metric.REVENUE_Y1, Operator.AT_LEAST, Decimal(0), "0"),
        (Metric.LISTED, Operator.IS, False, "false"),
        (Metric.IS_SME, Operator.IS, True, "true"),
        (Metric.PLAN_ASPECTS, Operator.NOT_EMPTY, None, ""),
        (
            Metric.PRODUCT_FIELDS,
            Operator.OVERLAPS,
            frozenset({"key_software", "core_parts"}),
            "core_parts,key_software",
        ),
    ],
)
def test_what_a_condition_requires_is_one_plain_text(
    metric: Metric, operator: Operator, required: rules.Required, expected: str
) -> None:
    assert rules.Condition(metric, operator, required).required_text == expected


# Fingerprints

REVENUE = rules.Condition(Metric.REVENUE_Y1, Operator.AT_LEAST, Decimal(5000))
AWARD = rules.Condition(Metric.NATIONAL_AWARD, Operator.IS, True)
ROLES = frozenset({"fills_weakness", "fills_gap"})


def one_criterion(*paths: rules.Path, code: str = "one", review: bool = False) -> rules.RuleSet:
    return rule_set(rules.Criterion(code, paths, review))


# The whole


def test_an_assessment_of_nothing_says_so() -> None:
    assert assessment_data((), date(2026, 11, 23)) == {"as_of": "2026-11-23", "rule_sets": []}


def test_a_rule_set_is_named_with_its_tier_and_source() -> None:
    given = rule_set(
        code="some",
        tier=TierCode.SPECIALIZED,
        source=rules.Source("somewhere"),
        applies_to=frozenset(ApplicationType),
        holders_only=frozenset(CurrentTitle),
    )
    data = assessment_data(rules.evaluate(profile(), [given]), date(2026, 1, 2))
    assert data["rule_sets"] == [
        {
            "code": "some",
            "tier": "specialized",
            "source": "somewhere",
            "outcome": "met",
            "counts": {"met": 0, "not_met": 0, "unknown": 0, "review": 0},
            "criteria": [],
        }
    ]


def test_a_criterion_lists_its_conditions_with_all_their_values() -> None:
    criterion = rules.Criterion(
        "all",
        (
            rules.Path((rules.Condition(Metric.RD_SHARE_Y1, Operator.AT_LEAST, Decimal("3.0")),)),
            rules.Path((rules.Condition(Metric.CHAIN_ROLES, Operator.OVERLAPS, ROLES),), "甲"),
            rules.Path((AWARD,), "乙"),
        ),
    )
    answers = profile("rd_y1=299.99 revenue_y1=10000 chain_roles= national_award=true")
    data = assessment_data(rules.evaluate(answers, [rule_set(criterion)]), date(2026, 1, 2))
    assert data["rule_sets"][0]["criteria"] == [
        {
            "code": "all",
            "outcome": "met",
            "via": "乙",
            "reason": None,
            "conditions": [
                {
                    "metric": "rd_share_y1",
                    "op": ">=",
                    "required": "3",
                    "unit": "%",
                    "actual": "2.9999",
                    "outcome": "not_met",
                    "gap": "0.0001",
                    "exemption": None,
                },
                {
                    "metric": "chain_roles",
                    "op": "overlaps",
                    "required": ["fills_weakness", "fills_gap"],
                    "unit": None,
                    "actual": [],
                    "outcome": "not_met",
                    "gap": None,
                    "exemption": "甲",
                },
                {
                    "metric": "national_award",
                    "op": "is",
                    "required": True,
                    "unit": None,
                    "actual": True,
                    "outcome": "met",
                    "gap": None,
                    "exemption": "乙",
                },
            ],
        }
    ]


def test_a_reason_is_given_where_a_figure_cannot_be_worked_out() -> None:
    growth = rules.Condition(Metric.REVENUE_CAGR_2Y, Operator.AT_LEAST, Decimal(5))
    answers = profile("revenue_y1=1 revenue_y3=0")
    given = one_criterion(rules.Path((growth,)))
    data = assessment_data(rules.evaluate(answers, [given]), date(2026, 1, 2))
    (criterion,) = data["rule_sets"][0]["criteria"]
    assert criterion["outcome"] == "unknown"
    assert criterion["reason"] == "再前一年营业收入为0，无法计算"
    assert criterion["conditions"][0]["actual"] is None
