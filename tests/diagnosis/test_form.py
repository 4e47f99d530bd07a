"""The form: what it takes, what it refuses, and what each action needs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from policies.diagnosis.form.forms import DiagnosisForm
from policies.models import SmeSizeLimit, SourceDocument
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS, Question
from policies.vocabulary import ApplicationType

pytestmark = pytest.mark.once

ON = date(2026, 11, 29)


def form_for(posted: dict[str, Any], period: AccountingPeriod) -> DiagnosisForm:
    data = QueryDict(mutable=True)
    for name, value in posted.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return DiagnosisForm(data, period=period, on=ON)


def errors_of(posted: dict[str, Any], period: AccountingPeriod) -> dict[str, list[str]]:
    return {
        name: [str(error) for error in found]
        for name, found in form_for(posted, period).errors.items()
    }


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_is_a_field_with_the_years_of_the_period(
    period: AccountingPeriod, question: Question
) -> None:
    field = DiagnosisForm(period=period, on=ON).fields[question.name]
    assert field.label == period.with_years(question.wording)


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("false", False), ("", None)])
def test_a_yes_or_no_is_true_false_or_unanswered(
    period: AccountingPeriod, typed: str, value: bool | None
) -> None:
    form = form_for({"revenue_y1": "1", "listed": typed}, period)
    assert form.is_valid()
    assert form.profile().listed is value


@pytest.mark.parametrize(
    ("posted", "chosen"),
    [
        ({}, None),
        ({"product_fields_none": "true"}, frozenset()),
        ({"product_fields": ["core_parts", "key_software"]}, {"core_parts", "key_software"}),
    ],
)
def test_none_of_these_differs_from_unanswered(
    period: AccountingPeriod, posted: dict[str, Any], chosen: frozenset[str] | None
) -> None:
    form = form_for({"revenue_y1": "1", **posted}, period)
    assert form.is_valid()
    assert form.profile().product_fields == chosen


def test_none_of_these_together_with_a_choice_is_an_error(period: AccountingPeriod) -> None:
    posted = {"chain_roles": ["fills_gap"], "chain_roles_none": "true"}
    assert list(errors_of(posted, period)) == ["chain_roles"]


def test_answers_become_an_exact_profile(period: AccountingPeriod, filled_form: Any) -> None:
    form = form_for(filled_form, period)
    assert form.is_valid(), form.errors
    profile = form.profile()
    assert profile.revenue_y1 == Decimal(6000)
    assert profile.rd_y1 == Decimal(320)
    assert profile.debt_ratio == Decimal("58.3")
    assert profile.revenue_y2 is None


def test_without_a_kind_of_application_it_is_a_new_one(period: AccountingPeriod) -> None:
    form = form_for({"revenue_y1": "1"}, period)
    assert form.is_valid()
    assert form.profile().application_type == ApplicationType.NEW


def test_a_check_needs_one_answer_and_no_contact(period: AccountingPeriod) -> None:
    assert errors_of({"revenue_y1": "0"}, period) == {}
    assert list(errors_of({}, period)) == ["__all__"]
    assert list(errors_of({"application_type": "review"}, period)) == ["__all__"]


@pytest.mark.parametrize(
    ("removed", "wrong"),
    [
        (["company_name"], ["company_name"]),
        (["contact_name"], ["contact_name"]),
        (["consent"], ["consent"]),
        (["phone", "email", "wechat"], ["phone"]),
        (["phone"], []),
        (["email"], []),
        (["revenue_y1", "current_title"], []),
    ],
)
def test_a_submission_needs_company_name_contact_and_consent(
    period: AccountingPeriod, filled_form: dict[str, Any], removed: list[str], wrong: list[str]
) -> None:
    for name in removed:
        filled_form[name] = ""
    assert list(errors_of(filled_form, period)) == wrong


@pytest.mark.parametrize("typed", ['"zhang san"@example.com', "=?utf-8?q?zhang?=@example.com"])
def test_an_address_in_quotes_or_encoded_is_refused_by_name(
    period: AccountingPeriod, filled_form: dict[str, Any], typed: str
) -> None:
    [message] = errors_of(filled_form | {"email": typed}, period)["email"]
    assert "不带引号" in message


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("91110000600037341L", "91110000600037341L"),
        ("９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("91110000 60003734-1l", "91110000600037341L"),
        ("91110000600037341A", None),
        ("123", None),
        ("٩١١١٠٠٠٠٦٠٠٠٣٧٣٤١L", None),
    ],
)
def test_a_uscc_is_checked_by_its_check_digit(
    period: AccountingPeriod, filled_form: dict[str, Any], typed: str, stored: str | None
) -> None:
    form = form_for({**filled_form, "uscc": typed}, period)
    assert form.is_valid() is (stored is not None)
    if stored is not None:
        assert form.contact()["uscc"] == stored


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\u200f", "\ufeff"]
)
@pytest.mark.parametrize("name", ["company_name", "message", "email", "city"])
def test_what_cannot_be_seen_is_not_stored(
    period: AccountingPeriod, filled_form: dict[str, Any], name: str, character: str
) -> None:
    form = form_for({**filled_form, name: f"a{character}b@example.com"}, period)
    assert form.is_valid()
    assert form.contact()[name] == "ab@example.com"


def test_a_message_may_have_several_lines(
    period: AccountingPeriod, filled_form: dict[str, Any]
) -> None:
    filled_form["message"] = "第一行\r\n第二行"
    assert errors_of(filled_form, period) == {}


def test_a_company_name_has_one_line(period: AccountingPeriod, filled_form: dict[str, Any]) -> None:
    form = form_for({**filled_form, "company_name": "甲\r\nBcc: other@example.com"}, period)
    assert form.is_valid()
    assert form.contact()["company_name"] == "甲Bcc: other@example.com"


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("phone", "1380013800", "1380013800"),
        ("phone", "138001380001", "138001380001"),
        ("phone", "00000000", "00000000"),
        ("email", "a@qq.com。", "a@qq.com"),
    ],
)
def test_a_doubt_about_the_contact_is_asked_once(
    period: AccountingPeriod, filled_form: dict[str, Any], name: str, typed: str, stored: str
) -> None:
    filled_form[name] = typed
    first = form_for(filled_form, period)
    assert list(first.errors) == [name]
    assert "请再看一眼" in str(first.errors[name])
    again = form_for({**filled_form, "seen": typed}, period)
    assert again.is_valid()
    assert again.contact()[name] == stored
    assert list(form_for({**filled_form, "seen": "13800138000"}, period).errors) == [name]


def test_who_only_looks_at_the_result_is_not_held_up_by_the_contact(
    period: AccountingPeriod, filled_form: dict[str, Any]
) -> None:
    form = form_for({**filled_form, "phone": "00000000", "action": "check"}, period)
    assert form.is_valid()
    assert list(form.doubts) == ["phone"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a@qq.com；b@163.com", "a@qq.com, b@163.com"),
        ("ａ＠qq．com", "a@qq.com"),
        ("a@qq.com；not-an-address", None),
        ('"a b"@qq.com', None),
        ("=?utf-8?q?a?=@qq.com", None),
        (f"{'a' * 64}@qq.com；{'b' * 64}@{'c' * 60}.{'d' * 60}.com", None),
    ],
)
def test_one_or_two_addresses_are_taken(
    period: AccountingPeriod, filled_form: dict[str, Any], typed: str, stored: str | None
) -> None:
    form = form_for({**filled_form, "email": typed}, period)
    assert form.is_valid() is (stored is not None)
    if stored is not None:
        assert form.contact()["email"] == stored


@pytest.mark.parametrize("name", ["listed", "funded_before", "excluded_by_notice"])
def test_yes_is_the_good_answer_to_what_must_not_be(period: AccountingPeriod, name: str) -> None:
    """The page asks 没有上市 and the like; what is posted keeps the contract's meaning."""
    choices = dict(form_for({}, period).fields[name].choices)  # type: ignore[attr-defined]
    assert choices["false"] == "是"
    assert choices["true"] == "否"
    for posted, value in (("false", False), ("true", True)):
        form = form_for({name: posted}, period)
        assert form.is_valid()
        assert getattr(form.profile(), name) is value


@pytest.mark.parametrize(
    ("year", "posted", "is_valid"),
    [
        ("2024", "", True),
        ("2023", "", None),
        ("2022", "", False),
        ("2019", "", False),
        ("2022", "true", True),
        ("2025", "false", False),
        ("", "", None),
    ],
)
def test_the_year_of_a_title_tells_whether_it_is_in_force(
    period: AccountingPeriod, year: str, posted: str, is_valid: bool | None
) -> None:
    held = {"current_title": "little_giant", "title_year": year, "title_valid": posted}
    form = form_for(held | {"revenue_y1": "6000"}, period)
    assert form.is_valid(), form.errors
    assert form.profile().title_valid is is_valid


def test_a_year_that_contradicts_the_certificate_is_asked_about(period: AccountingPeriod) -> None:
    answers = {"current_title": "little_giant", "title_year": "2022", "title_valid": "true"}
    form = form_for(answers, period)
    assert form.is_valid()
    assert "2022年认定的" in form.doubts["title_valid"]
    assert not form_for(answers | {"title_year": "2024"}, period).doubts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("employees", "revenue", "is_sme"),
    [
        ("999", "", True),
        ("1000", "39999.99", True),
        ("1000", "40000", False),
        ("1000", "", None),
        ("", "", None),
    ],
)
def test_the_size_follows_from_the_limits_of_the_industry(
    period: AccountingPeriod, source: SourceDocument, employees: str, revenue: str, is_sme: Any
) -> None:
    limit = SmeSizeLimit.objects.create(
        industry="试验工业", employees=1000, revenue=Decimal(40_000), source=source
    )
    posted = QueryDict(mutable=True)
    posted.update({"industry": "试验工业", "employees": employees, "revenue_y1": revenue})
    posted["current_title"] = "specialized"
    form = DiagnosisForm(posted, period=period, on=ON, size_limits=[limit])
    assert form.is_valid(), form.errors
    assert form.profile().is_sme is is_sme
    posted["is_sme"] = "false"
    form = DiagnosisForm(posted, period=period, on=ON, size_limits=[limit])
    assert form.is_valid()
    assert form.profile().is_sme is False
