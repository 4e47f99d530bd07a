"""The blank form on paper asks every question once, in the department that can answer it."""

import pytest
from django.test import Client

from policies.diagnosis.form.worksheet import worksheet_parts
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS
from policies.vocabulary import Department

pytestmark = pytest.mark.once

PERIOD = AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)


def test_every_question_says_where_its_answer_is_found() -> None:
    rows = [row for rows in worksheet_parts(PERIOD).values() for row in rows]
    assert len(rows) == len(QUESTIONS)
    assert all(row.where_found for row in rows)


def test_labels_carry_the_years_and_units_of_the_form() -> None:
    rows = {row.label: row for row in worksheet_parts(PERIOD)[Department.FINANCE]}
    assert rows["2026年（预计）营业收入"].unit == "万元"
    assert rows["2026年（预计）营业收入"].boxes == ()


def test_choices_are_boxes_and_a_multiple_choice_can_be_none() -> None:
    rows = {row.label: row for rows in worksheet_parts(PERIOD).values() for row in rows}
    assert rows["近三年没有偷漏税"].boxes == ("是", "否", "不清楚")
    assert rows["推进计划覆盖哪些方面"].boxes[-1] == "以上都没有"


@pytest.mark.django_db
def test_the_page_is_public_and_sets_no_cookie(client: Client, seeded: None) -> None:
    response = client.get("/diagnosis/worksheet/")
    assert response.status_code == 200
    assert not response.cookies
    assert "在哪里找" in response.content.decode()
