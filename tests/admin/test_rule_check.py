"""A threshold that readers see is changed only after its consequences were shown."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policies.diagnosis.models import Submission
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models import Condition, Criterion
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary import CurrentTitle
from tests.admin.forms import FieldReader, edit

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


def rd_total() -> Condition:
    return Condition.objects.get(
        criterion__code="lg-rd-total", criterion__group__rule_set__code="little-giant-2026"
    )


def page_of(criterion: Criterion) -> str:
    return reverse("admin:policies_criterion_change", args=[criterion.pk])


def raise_to(client: Client, amount: str) -> Any:
    return edit(client, page_of(rd_total().criterion), **{"conditions-0-threshold": amount})


def test_a_changed_threshold_is_not_saved_before_it_is_confirmed(admin_client: Client) -> None:
    response = raise_to(admin_client, "1500")
    assert response.status_code == 200
    page = response.content.decode()
    assert ("1200万元" in page, "1500万元" in page) == (True, True)
    assert rd_total().threshold == Decimal(1200)


def test_confirming_saves_it_and_page_and_diagnosis_follow(admin_client: Client) -> None:
    response = raise_to(admin_client, "1500")
    reader = FieldReader()
    reader.feed(response.content.decode())
    posted = reader.fields | {"rules_checked": "yes"}
    assert admin_client.post(page_of(rd_total().criterion), posted).status_code == 302
    assert rd_total().threshold == Decimal(1500)
    assert "1500万元" in Client().get("/xiaojuren/").content.decode()


def test_words_alone_are_saved_at_once(admin_client: Client) -> None:
    criterion = rd_total().criterion
    assert edit(admin_client, page_of(criterion), wording="新的说法").status_code == 302
    criterion.refresh_from_db()
    assert criterion.wording == "新的说法"


def test_bad_input_is_refused_as_ever(admin_client: Client) -> None:
    response = raise_to(admin_client, "很多")
    assert "输入一个数字" in response.content.decode()


def test_the_check_counts_the_enterprises_whose_outcome_changes(
    admin_client: Client, enterprise: Callable[[str, str], Submission]
) -> None:
    enterprise("a" * 32, "1600")
    enterprise("b" * 32, "1300")
    response = raise_to(admin_client, "1500")
    outcomes = response.context["outcomes"]
    assert (outcomes.looked_at, len(outcomes.changes)) == (2, 1)


@pytest.fixture
def enterprise(seeded: None) -> Callable[[str, str], Submission]:
    """Return a function that stores a submission with a total of two years' R&D in 万元."""

    def store(key: str, rd_total: str) -> Submission:
        half = Decimal(rd_total) / 2
        return submit_diagnosis(
            idempotency_key=key,
            profile=Profile(current_title=CurrentTitle.SPECIALIZED, rd_y1=half, rd_y2=half),
            contact={"company_name": "某公司", "contact_name": "张三", "phone": "13800138000"},
            period=AccountingPeriod(2027, 2026),
            on=date(2026, 11, 24),
        )

    return store
