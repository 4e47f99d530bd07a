"""Submissions as a spreadsheet: what enterprises typed is text there, never a formula."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from policies.diagnosis.form.answer_sheet import answer_text
from policies.diagnosis.models import Submission
from policies.diagnosis.staff import name_of
from policies.presentation.spreadsheets import Cell, csv_lines, xlsx_file
from policies.rules.answers import ANSWER_FIELDS, AnswerField

AT_A_TIME = 200  # submissions in memory


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what it holds of a submission."""

    heading: str
    cell: Callable[[Submission], Cell]


def _of_field(name: str) -> Column:
    field: Any = Submission._meta.get_field(name)
    labels = dict(field.flatchoices)

    def cell(submission: Submission) -> Cell:
        value = getattr(submission, name)
        return labels.get(value, value)  # type: ignore[no-any-return]

    return Column(str(field.verbose_name), cell)


def _of_answer(field: AnswerField) -> Column:
    """Return the column of an answer; figures stay figures, so that they can be added up."""

    def cell(submission: Submission) -> Cell:
        value = submission.answers.get(field.name)
        if value is None:
            return ""
        return Decimal(value) if field.unit else answer_text(field, value)

    return Column(f"{field.label}（{field.unit}）" if field.unit else field.label, cell)


def _moment(name: str) -> Column:
    def cell(submission: Submission) -> Cell:
        moment = getattr(submission, name)
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""

    return Column(str(Submission._meta.get_field(name).verbose_name), cell)  # type: ignore[union-attr]


def _mail(submission: Submission) -> Cell:
    state = submission.delivery_state
    return state.label if state else ""


def _last_note(submission: Submission) -> Cell:
    notes = list(submission.notes.all())
    return notes[-1].text if notes else ""


COLUMNS = (
    _of_field("reference"),
    _moment("created_at"),
    *map(_of_field, ("company_name", "uscc", "main_product", "city", "industry")),
    *map(_of_field, ("verdict", "status")),
    Column("顾问", lambda submission: name_of(submission.assigned_to)),
    Column("答复期限", lambda submission: submission.due_on.isoformat()),
    _moment("closed_at"),
    Column("邮件", _mail),
    Column("最近备注", _last_note),
    *map(_of_field, ("contact_name", "phone", "email", "contact_preference", "message")),
    *map(_of_field, ("figures_basis", "application_year", "last_accounting_year")),
    *map(_of_answer, ANSWER_FIELDS),
    _of_field("consent_version"),
    _moment("consented_at"),
)


def csv_response(pks: Sequence[int]) -> HttpResponseBase:
    """Return the submissions as CSV, sent while they are read."""
    response = StreamingHttpResponse(csv_lines(rows(pks)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, file_name("csv"))
    return response


def xlsx_response(pks: Sequence[int]) -> HttpResponseBase:
    """Return the submissions as an Excel file, written to disk row by row."""
    return FileResponse(
        xlsx_file("诊断表", rows(pks)), as_attachment=True, filename=file_name("xlsx")
    )


FORMATS: dict[str, Callable[[Sequence[int]], HttpResponseBase]] = {
    "xlsx": xlsx_response,
    "csv": csv_response,
}


def rows(pks: Sequence[int]) -> Iterator[list[Cell]]:
    """Yield the headings, then a row for each submission, in the order given."""
    yield [column.heading for column in COLUMNS]
    for submission in _in_portions(pks):
        yield [column.cell(submission) for column in COLUMNS]


def file_name(ending: str) -> str:
    return f"诊断表-{timezone.localdate():%Y-%m-%d}.{ending}"


def _in_portions(pks: Sequence[int]) -> Iterator[Submission]:
    for start in range(0, len(pks), AT_A_TIME):
        portion = pks[start : start + AT_A_TIME]
        found = Submission.objects.for_export().in_bulk(portion)
        # What was deleted meanwhile is left out.
        yield from (found[pk] for pk in portion if pk in found)
