"""Submissions as a spreadsheet: what enterprises typed is text there, never a formula."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from policies.diagnosis.form.answer_sheet import answer_text
from policies.diagnosis.models import Submission
from policies.diagnosis.staff import name_of
from policies.presentation.spreadsheets import Cell
from policies.rules.answers import QUESTIONS, Question

AT_A_TIME = 200  # submissions in memory


class Column(NamedTuple):
    """One column: its heading, and what it holds of a submission."""

    heading: str
    cell: Callable[[Submission], Cell]


def _of_field(name: str) -> Column:
    field: Any = Submission._meta.get_field(name)
    labels = dict(field.flatchoices)

    def cell(submission: Submission) -> Cell:
        value = getattr(submission, name)
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return "" if value is None else labels.get(value, value)

    return Column(str(field.verbose_name), cell)


def _of_answer(field: Question) -> Column:
    """Return the column of an answer; figures stay figures, so that they can be added up."""

    def cell(submission: Submission) -> Cell:
        value = submission.answers.get(field.name)
        if value is None:
            return ""
        return Decimal(value) if field.unit else answer_text(field, value)

    heading = field.wording if field.is_negated else field.label
    return Column(f"{heading}（{field.unit}）" if field.unit else heading, cell)


COLUMNS = (
    *map(_of_field, ("reference", "created_at", "company_name", "uscc", "main_product", "city")),
    *map(_of_field, ("industry", "verdict", "status")),
    Column("顾问", lambda submission: name_of(submission.assigned_to)),
    Column("答复期限", lambda submission: submission.due_on.isoformat()),
    *map(_of_field, ("closed_at", "outcome")),
    Column("结果日期", lambda submission: str(submission.outcome_on or "")),
    Column("邮件", lambda submission: getattr(submission.delivery_state, "label", "")),
    *map(_of_field, ("contact_name", "phone", "email", "wechat", "contact_preference", "message")),
    *map(_of_field, ("goal", "title_year", "employees", "figures_basis")),
    *map(_of_field, ("application_year", "last_accounting_year")),
    *map(_of_answer, QUESTIONS),
    *map(_of_field, ("channel", "consented_by", "consent_version", "consented_at")),
)
OF_A_CALL = (
    Column("缺什么", lambda submission: submission.gap_text),
    Column("最近备注", lambda submission: submission.last_word),
)


def rows(pks: Sequence[int], *, for_calls: bool) -> Iterator[list[Cell]]:
    """Yield the headings, then a row for each submission, in the order given."""
    columns = (*OF_A_CALL, *COLUMNS) if for_calls else COLUMNS
    submissions = Submission.objects.for_calls() if for_calls else Submission.objects.for_export()
    yield [column.heading for column in columns]
    for start in range(0, len(pks), AT_A_TIME):
        portion = pks[start : start + AT_A_TIME]
        found = submissions.in_bulk(portion)
        for submission in (found[pk] for pk in portion if pk in found):  # not deleted meanwhile
            yield [column.cell(submission) for column in columns]
