"""Texts of readers, enterprises and editors hold nothing that cannot be seen."""

from datetime import date

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from policies.admin.history.pages import ReasonField
from policies.admin.verification.sheet import SignatureForm
from policies.diagnosis.form.forms import DiagnosisForm
from policies.models import Term
from policies.models.rounds import AccountingPeriod
from policies.pages.corrections.form import CorrectionForm
from policies.presentation.form_fields import PlainTextField

pytestmark = [pytest.mark.once, pytest.mark.django_db]

UNSEEN = ["\x00", "\x1b", "\x7f", "\u200b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800"]
FIELDS: dict[str, forms.Field] = {
    "诊断表": DiagnosisForm(
        None, period=AccountingPeriod(2027, 2026), on=date(2026, 11, 29)
    ).fields["message"],
    "指出错误": CorrectionForm("term/1").fields["text"],
    "核对": SignatureForm().fields["decided_by"],
    "改动原因": ReasonField(),
}


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
@pytest.mark.parametrize("form", FIELDS)
def test_what_cannot_be_seen_leaves_every_form(form: str, character: str) -> None:
    assert FIELDS[form].clean(f"{character} 甲{character}乙") == "甲乙"


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_what_cannot_be_seen_leaves_every_text_of_policy(character: str) -> None:
    term = Term.objects.all()[0]
    term.meaning = f"甲{character}乙  \r\n丙"
    term.full_clean()
    assert term.meaning == "甲乙  \n丙"


@pytest.mark.parametrize("typed", ["甲\r\n乙", "甲\r乙", "甲\n乙"])
def test_a_line_break_is_stored_in_one_spelling(typed: str) -> None:
    assert PlainTextField(max_length=3, multiline=True).clean(typed) == "甲\n乙"


def test_a_name_has_no_line_break() -> None:
    term = Term.objects.all()[0]
    term.name = "甲\n乙"
    term.full_clean()
    assert term.name == "甲乙"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_redirect_leads_nowhere_outside(admin_client: Client, address: str) -> None:
    answer = admin_client.get(reverse("account_login"), {"next": address})
    assert answer.headers["Location"] == reverse("admin:index")
