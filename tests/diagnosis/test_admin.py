"""Advisers read submissions in Chinese and can change nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from policies.diagnosis.models import Submission
from policies.rules.answers import Profile

LIST = "admin:diagnosis_submission_changelist"


def detail_of(submission: Submission) -> str:
    return reverse("admin:diagnosis_submission_change", args=[submission.pk])


def test_the_list_shows_reference_company_and_delivery_state(
    admin_client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    page = admin_client.get(reverse(LIST)).content.decode()
    for shown in (submission.reference, submission.company_name, "待发"):
        assert shown in page


@pytest.mark.parametrize("by", ["reference", "company_name", "uscc"])
def test_submissions_are_found_by_reference_company_and_code(
    admin_client: Client, submit: Callable[..., Submission], by: str
) -> None:
    wanted = submit(uscc="91110000600037341L", company_name="甲公司")
    submit(key="1" * 32, company_name="乙公司")
    page = admin_client.get(reverse(LIST), {"q": getattr(wanted, by)}).content.decode()
    assert "甲公司" in page
    assert "乙公司" not in page


def test_the_detail_shows_answers_in_words_and_every_attempt(
    admin_client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit(profile=Profile(revenue_y1=Decimal(6000), listed=False))
    call_command("deliver", "--once")
    page = admin_client.get(detail_of(submission)).content.decode()
    for shown in ("2026年（预计）营业收入", "6000万元", "已发出", "对方已接收", "张三"):
        assert shown in page


@pytest.mark.parametrize("posted", [{"company_name": "别的"}, {"_save": "1"}])
def test_a_submission_cannot_be_changed(
    admin_client: Client, submit: Callable[..., Submission], posted: dict[str, Any]
) -> None:
    submission = submit()
    assert admin_client.post(detail_of(submission), posted).status_code == 403
    submission.refresh_from_db()
    assert submission.company_name == "襄阳某某精密机械有限公司"


@pytest.mark.parametrize("action", ["add", "delete"])
def test_a_submission_cannot_be_added_or_deleted(
    admin_client: Client, submit: Callable[..., Submission], action: str
) -> None:
    arguments = [] if action == "add" else [submit().pk]
    address = reverse(f"admin:diagnosis_submission_{action}", args=arguments)
    assert admin_client.get(address).status_code == 403


def test_markup_typed_by_an_enterprise_stays_text(
    admin_client: Client, submit: Callable[..., Submission]
) -> None:
    page = admin_client.get(detail_of(submit(company_name="<script>x</script>")))
    assert "<script>x" not in page.content.decode()


def test_the_list_costs_the_same_whatever_its_length(
    admin_client: Client,
    submit: Callable[..., Submission],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        submit(key=f"{number:032}")
    with django_assert_max_num_queries(12):
        admin_client.get(reverse(LIST))
