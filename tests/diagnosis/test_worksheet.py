"""The blank form on paper asks every question once, in the department that can answer it."""

import pytest
from django.test import Client

from policies.diagnosis.form.departments import DEPARTMENTS
from policies.diagnosis.form.worksheet import worksheet_parts
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS

pytestmark = pytest.mark.once

PERIOD = AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True)


def test_every_answer_belongs_to_exactly_one_department() -> None:
    names = [name for department in DEPARTMENTS for name in department.where_found]
    assert sorted(names) == sorted(field.name for field in QUESTIONS)


def test_every_question_says_where_its_answer_is_found() -> None:
    rows = [row for part in worksheet_parts(PERIOD) for row in part.rows]
    assert len(rows) == len(QUESTIONS)
    assert all(row.where_found for row in rows)


def test_labels_carry_the_years_and_units_of_the_form() -> None:
    [finance] = [part for part in worksheet_parts(PERIOD) if part.department == "财务"]
    assert finance.rows[0].label == "2026年（预计）营业收入"
    assert finance.rows[0].unit == "万元"
    assert finance.rows[0].boxes == ()


def test_choices_are_boxes_and_a_multiple_choice_can_be_none() -> None:
    rows = {row.label: row for part in worksheet_parts(PERIOD) for row in part.rows}
    assert rows["近三年无偷漏税"].boxes == ("是", "否", "不清楚")
    assert rows["推进计划覆盖的方面（三新一强）"].boxes[-1] == "以上都没有"


@pytest.mark.django_db
def test_the_page_is_public_and_sets_no_cookie(client: Client, seeded: None) -> None:
    response = client.get("/diagnosis/worksheet/")
    assert response.status_code == 200
    assert not response.cookies
    assert "在哪里找" in response.content.decode()
