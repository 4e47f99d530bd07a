"""The blank 诊断表 on paper: the questions of the form, by the department that can answer them."""

from dataclasses import dataclass

from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS, AnswerKind, Question
from policies.vocabulary import Department, Province


@dataclass(frozen=True, slots=True)
class WorksheetRow:
    """One question on paper: boxes to tick, or a line to write on with its unit."""

    label: str
    boxes: tuple[str, ...]
    unit: str
    where_found: str


def worksheet_parts(period: AccountingPeriod) -> dict[Department, list[WorksheetRow]]:
    """Return every question of the form by department, its label with the years of the period."""
    parts: dict[Department, list[WorksheetRow]] = {department: [] for department in Department}
    for question in QUESTIONS:
        row = WorksheetRow(
            period.with_years(question.wording),
            _boxes(question),
            question.unit or "",
            period.with_years(question.where_found),
        )
        parts[question.department].append(row)
    return parts


def _boxes(question: Question) -> tuple[str, ...]:
    if question.kind == AnswerKind.FLAG:
        return "是", "否", "不清楚"
    if question.options is None or question.options is Province:
        return ()
    boxes = tuple(label for _, label in question.options.choices())
    return (*boxes, "以上都没有") if question.kind == AnswerKind.MULTI else boxes
