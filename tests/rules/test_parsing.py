"""What is read as a profile, and what is refused with a reason beside its field."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from policies.rules.answers import QUESTIONS, AnswerKind, Profile, Question
from policies.rules.parsing import InvalidProfile, load_profile, parse_profile
from policies.vocabulary import ApplicationType, CurrentTitle, Province, Vocabulary

pytestmark = pytest.mark.once

FACTS = Path(__file__).with_name("criteria.yaml")
STATED: dict[str, dict[str, Any]] = yaml.safe_load(FACTS.read_text())["fields"]
FIELDS = {field.name: field for field in QUESTIONS}

NOT_A_NUMBER = '应为数字，例如 1200 或 "1200.5"，整数部分不超过15位'
NOT_A_FLAG = "应为 true 或 false"
NOT_A_CHOICE = "不在可选范围内"
NOT_JSON = {"": "不是有效的JSON"}
NOT_AN_OBJECT = {"": "应为一个JSON对象"}


def errors_of(text: str | bytes) -> dict[str, str]:
    """Return what is wrong with a profile by field; the test fails where nothing is."""
    with pytest.raises(InvalidProfile) as refusal:
        load_profile(text)
    return refusal.value.errors


# The fields of the contract

KINDS = {
    "gb2260 province code": AnswerKind.CHOICE,
    "choice": AnswerKind.CHOICE,
    "multi": AnswerKind.MULTI,
    "bool": AnswerKind.FLAG,
    "amount": AnswerKind.AMOUNT,
    "percent": AnswerKind.PERCENT,
    "decimal": AnswerKind.DECIMAL,
    "integer": AnswerKind.INTEGER,
}
UNITS = {
    "amount": "万元",
    "percent": "%",
    "segment_years": "年",
    "class1_ip": "项",
    "domestic_rank": "名",
    "platform_score": "分",
}


def stated_field(name: str) -> Question:
    """Return a field as the contract states it."""
    node = STATED[name]
    unlimited = node.get("may_exceed_100", False) or node["type"] != "percent"
    maximum = node.get("maximum", None if unlimited else 100)
    asked: Question = FIELDS[name]
    return replace(
        asked,
        name=name,
        label=node["label"],
        kind=KINDS[node["type"]],
        minimum=Decimal(node.get("minimum", 0)),
        maximum=None if maximum is None else Decimal(maximum),
    )


def test_the_fields_of_the_contract_are_asked_in_its_order() -> None:
    assert list(FIELDS) == list(STATED)


@pytest.mark.parametrize("name", STATED)
def test_a_field_has_the_label_type_and_bounds_of_the_contract(name: str) -> None:
    assert FIELDS[name] == stated_field(name)


@pytest.mark.parametrize("name", STATED)
def test_a_field_has_the_unit_of_its_type(name: str) -> None:
    assert FIELDS[name].unit == UNITS.get(name, UNITS.get(STATED[name]["type"]))


@pytest.mark.parametrize("name", STATED)
def test_a_field_offers_the_choices_of_the_contract(name: str) -> None:
    options = FIELDS[name].options
    if STATED[name]["type"] == "gb2260 province code":
        assert options is Province
    else:
        offered = list(options.codes()) if options else None
        assert offered == STATED[name].get("choices")


HELD_AS: dict[AnswerKind, Any] = {
    AnswerKind.AMOUNT: Decimal,
    AnswerKind.PERCENT: Decimal,
    AnswerKind.DECIMAL: Decimal,
    AnswerKind.INTEGER: Decimal,
    AnswerKind.FLAG: bool,
    AnswerKind.CHOICE: Vocabulary,
    AnswerKind.MULTI: frozenset,
}


def test_a_profile_holds_exactly_the_fields_in_their_types() -> None:
    types = get_type_hints(Profile)
    assert [field.name for field in fields(Profile)] == list(FIELDS)
    for name, field in FIELDS.items():
        held = [getattr(kind, "__origin__", kind) for kind in get_args(types[name])]
        held = [kind for kind in held if kind is not type(None)] or [types[name]]
        assert len(held) == 1
        assert issubclass(held[0], HELD_AS[field.kind])


def test_nothing_is_answered_by_default_but_the_kind_of_application() -> None:
    answered = {name: getattr(Profile(), name) for name in FIELDS}
    assert answered == dict.fromkeys(FIELDS) | {
        name: node["default"] for name, node in STATED.items() if "default" in node
    }


# What is read


@pytest.mark.parametrize("text", ["{}", "  {\n}\n", b"{}", b"\xef\xbb\xbf{}"])
def test_an_empty_object_is_an_empty_profile(text: str | bytes) -> None:
    assert load_profile(text) == Profile()


@pytest.mark.parametrize("name", FIELDS)
def test_null_is_missing(name: str) -> None:
    assert load_profile(json.dumps({name: None})) == Profile()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("revenue_y1", "5000", "5000"),
        ("revenue_y1", '"5000"', "5000"),
        ("revenue_y1", "0", "0"),
        ("revenue_y1", "4999.99", "4999.99"),
        ("revenue_y1", '"4999.99"', "4999.99"),
        ("revenue_y1", "4999.9900", "4999.9900"),
        ("revenue_y1", '"0005"', "5"),
        ("revenue_y1", "5e3", "5000"),
        ("revenue_y1", "1E+14", "100000000000000"),
        ("revenue_y1", "999999999999999.99", "999999999999999.99"),
        ("revenue_y1", '"999999999999999.99"', "999999999999999.99"),
        ("revenue_y1", "0.1", "0.1"),
        ("rd_y1", "123456789012345.67", "123456789012345.67"),
        ("equity_2y", "1e-2", "0.01"),
        ("main_product_share", "100", "100"),
        ("main_product_share", "100.00", "100.00"),
        ("debt_ratio", "100.01", "100.01"),
        ("debt_ratio", "250", "250"),
        ("segment_years", "2.9999999999", "2.9999999999"),
        ("segment_years", "1E-10", "0.0000000001"),
        ("platform_score", "59.9999", "59.9999"),
        ("platform_score", "100", "100"),
        ("class1_ip", "4", "4"),
        ("class1_ip", "4.0", "4.0"),
        ("class1_ip", '"4"', "4"),
        ("class1_ip", "0", "0"),
        ("domestic_rank", "1", "1"),
    ],
)
def test_a_number_is_read_exactly(name: str, value: str, expected: str) -> None:
    read = getattr(load_profile(f'{{"{name}": {value}}}'), name)
    assert format(read, "f") == expected


@pytest.mark.parametrize("value", ["-0", "-0.00", '"-0"', "0.00"])
def test_zero_has_no_sign(value: str) -> None:
    assert not load_profile(f'{{"revenue_y1": {value}}}').revenue_y1
    assert "-" not in str(load_profile(f'{{"revenue_y1": {value}}}').revenue_y1)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("region", '"440000"', Province.GUANGDONG),
        ("application_type", '"review"', ApplicationType.REVIEW),
        ("current_title", '"none"', CurrentTitle.NONE),
        ("current_title", '"key_little_giant"', CurrentTitle.KEY_LITTLE_GIANT),
        ("listed", "true", True),
        ("listed", "false", False),
        ("product_fields", "[]", frozenset()),
        ("product_fields", '["key_software"]', frozenset({"key_software"})),
        (
            "plan_aspects",
            '["chain_support", "new_drivers", "chain_support"]',
            frozenset({"new_drivers", "chain_support"}),
        ),
    ],
)
def test_other_answers_are_read_in_their_types(name: str, value: str, expected: Any) -> None:
    read = getattr(load_profile(f'{{"{name}": {value}}}'), name)
    assert read == expected
    assert type(read) is type(expected)


def test_the_choices_of_several_are_plain_codes() -> None:
    codes = parse_profile({"chain_roles": ["fills_gap"]}).chain_roles or frozenset()
    assert [type(code) for code in codes] == [str]


def test_answers_that_contradict_each_other_are_read_all_the_same() -> None:
    read = load_profile(
        '{"current_title": "none", "title_valid": true, "rd_y1": 9, "revenue_y1": 1}'
    )
    assert (read.current_title, read.title_valid) == (CurrentTitle.NONE, True)


# What is refused


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("revenue_y1", "-0.01", "不能小于0"),
        ("revenue_y1", '"-1"', "不能小于0"),
        ("debt_ratio", "-1", "不能小于0"),
        ("segment_years", "-0.0000000001", "不能小于0"),
        ("class1_ip", "-1", "不能小于0"),
        ("domestic_rank", "0", "不能小于1"),
        ("domestic_rank", "0.5", "不能小于1"),
        ("main_product_share", "100.01", "不能大于100"),
        ("main_business_share", '"101"', "不能大于100"),
        ("market_share", "1000", "不能大于100"),
        ("platform_score", "100.0000000001", "不能大于100"),
        ("revenue_y1", "0.001", "最多2位小数"),
        ("revenue_y1", '"4999.999"', "最多2位小数"),
        ("debt_ratio", "70.005", "最多2位小数"),
        ("class1_ip", "3.5", "应为整数"),
        ("class1_ip", '"3.5"', "应为整数"),
        ("domestic_rank", "1.5", "应为整数"),
    ],
)
def test_a_number_outside_its_bounds_is_refused(name: str, value: str, error: str) -> None:
    assert errors_of(f'{{"{name}": {value}}}') == {name: error}


@pytest.mark.parametrize("name", ["revenue_y1", "debt_ratio", "segment_years", "class1_ip"])
@pytest.mark.parametrize(
    "value",
    [
        "true", "false", "[]", "[5000]", "{}", '""', '" "', '"六千"', '"6000万"', '"6,000"', '" 5"',
        '"5 "', r'"5\n"', '"+5"', '"5."', '".5"', '"5e3"', '"1E+2"', '"0x10"', '"5_000"', '"NaN"',
        '"Infinity"', '"５"', '"٣"', '"--5"', '"1.2.3"', "1E+15", "1E+999999999", "1E-11",
        "1E-999999999", "1000000000000000", '"1000000000000000"', "1.00000000001",
        '"1.00000000001"', "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(name: str, value: str) -> None:
    assert errors_of(f'{{"{name}": {value}}}') == {name: NOT_A_NUMBER}


@pytest.mark.parametrize("value", [5000, 5000.0, Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(InvalidProfile) as refusal:
        parse_profile({"revenue_y1": value})
    assert refusal.value.errors == {"revenue_y1": NOT_A_NUMBER}


@pytest.mark.parametrize("value", ['"true"', '"false"', '"yes"', '""', "1", "0", "[]", "[true]"])
def test_a_yes_or_no_is_no_text_and_no_number(value: str) -> None:
    assert errors_of(f'{{"listed": {value}}}') == {"listed": NOT_A_FLAG}


@pytest.mark.parametrize("name", ["region", "application_type", "current_title"])
@pytest.mark.parametrize("value", ['"elsewhere"', '""', '"None"', "440000", "true", "[]", "{}"])
def test_a_choice_that_is_not_listed_is_refused(name: str, value: str) -> None:
    assert errors_of(f'{{"{name}": {value}}}') == {name: NOT_A_CHOICE}


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ('["elsewhere"]', NOT_A_CHOICE),
        ('["core_parts", "fills_gap"]', NOT_A_CHOICE),
        ('["core_parts", null]', NOT_A_CHOICE),
        ("[1]", NOT_A_CHOICE),
        ('[["core_parts"]]', NOT_A_CHOICE),
        ("[{}]", NOT_A_CHOICE),
        ('"core_parts"', "应为列表"),
        ('""', "应为列表"),
        ("{}", "应为列表"),
        ("false", "应为列表"),
        ("1", "应为列表"),
    ],
)
def test_several_choices_are_a_list_of_listed_codes(value: str, error: str) -> None:
    assert errors_of(f'{{"product_fields": {value}}}') == {"product_fields": error}


@pytest.mark.parametrize("name", ["revenue", "Revenue_y1", "revenue_y1 ", "", "company_name"])
@pytest.mark.parametrize("value", ["1", "null"])
def test_a_field_that_nobody_knows_is_refused(name: str, value: str) -> None:
    assert errors_of(f'{{"{name}": {value}}}') == {name: "没有这个字段"}


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    text = '{"revenue_y1": -1, "listed": "no", "class1_ip": 4, "nonsense": 1, "region": "1"}'
    assert errors_of(text) == {
        "revenue_y1": "不能小于0",
        "listed": NOT_A_FLAG,
        "nonsense": "没有这个字段",
        "region": NOT_A_CHOICE,
    }


def test_a_refusal_reads_as_one_line() -> None:
    refusal = InvalidProfile({"revenue_y1": "不能小于0", "listed": NOT_A_FLAG})
    assert str(refusal) == "revenue_y1: 不能小于0; listed: 应为 true 或 false"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "{", "{'revenue_y1': 1}", '{"revenue_y1": }', '{"revenue_y1": 1,}', "{} {}",
        '{"revenue_y1": NaN}', '{"revenue_y1": Infinity}', '{"revenue_y1": -Infinity}',
        '{"revenue_y1": 01}', '{"revenue_y1": 1E+9999999999999999999}', b"\xff\xfe\x00", b"\xff{}",
        b'{"\xe4": 1}', "[" * 100_000, '{"a":' * 100_000, "\x00",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    assert errors_of(text) == NOT_JSON


@pytest.mark.parametrize("text", ["[]", "null", "1", '"text"', "true", '[{"revenue_y1": 1}]'])
def test_what_is_no_object_is_refused(text: str) -> None:
    assert errors_of(text) == NOT_AN_OBJECT
