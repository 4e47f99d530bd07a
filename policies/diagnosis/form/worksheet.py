"""The blank 诊断表 on paper: the questions of the form, by the department that can answer them."""

from dataclasses import dataclass

from policies.diagnosis.form.answer_sheet import FIELDS_BY_NAME
from policies.diagnosis.form.departments import DEPARTMENTS
from policies.diagnosis.form.stages import with_years
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import AnswerField, AnswerKind
from policies.vocabulary import Province


@dataclass(frozen=True, slots=True)
class WorksheetRow:
    """One question on paper: boxes to tick, or a line to write on with its unit."""

    label: str
    boxes: tuple[str, ...]
    unit: str
    where_found: str


@dataclass(frozen=True, slots=True)
class WorksheetPart:
    """The questions for one department."""

    department: str
    rows: tuple[WorksheetRow, ...]


def worksheet_parts(period: AccountingPeriod) -> tuple[WorksheetPart, ...]:
    """Return every question of the form by department, its label with the years of the period."""
    return tuple(
        WorksheetPart(
            department.name,
            tuple(
                _row(FIELDS_BY_NAME[name], where_found, period)
                for name, where_found in department.where_found.items()
            ),
        )
        for department in DEPARTMENTS
    )


def _row(field: AnswerField, where_found: str, period: AccountingPeriod) -> WorksheetRow:
    if field.kind == AnswerKind.FLAG:
        boxes: tuple[str, ...] = ("是", "否", "不清楚")
    elif field.options is None or field.options is Province:
        boxes = ()
    else:
        boxes = tuple(label for _, label in field.options.choices())
        if field.kind == AnswerKind.MULTI:
            boxes += ("以上都没有",)
    return WorksheetRow(with_years(field.label, period), boxes, field.unit or "", where_found)
