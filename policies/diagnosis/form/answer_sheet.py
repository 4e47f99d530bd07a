"""Answers as readable text, by stage: one shaping for result, mail and admin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.diagnosis.form.stages import ANSWER_STAGES, with_years
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import ANSWER_FIELDS, AnswerField, AnswerKind, Profile
from policies.vocabulary import Unit
from policies.vocabulary.formats import plain_number

FIELDS_BY_NAME = {field.name: field for field in ANSWER_FIELDS}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question as asked and what was answered."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answered questions of one stage."""

    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Everything that was answered, by stage, and the labels of what was not."""

    groups: tuple[AnswerGroup, ...]
    unanswered: tuple[str, ...]


def answers_as_json(profile: Profile) -> dict[str, Any]:
    """Return the answers by field name as JSON takes them; decimals become plain strings."""
    return {field.name: _json_value(field, getattr(profile, field.name)) for field in ANSWER_FIELDS}


def answer_sheet(answers: Mapping[str, Any], period: AccountingPeriod) -> AnswerSheet:
    groups: list[AnswerGroup] = []
    unanswered: list[str] = []
    for stage in ANSWER_STAGES:
        if rows := answer_rows(stage.names, answers, period):
            groups.append(AnswerGroup(stage.title, rows))
        unanswered += [
            with_years(FIELDS_BY_NAME[name].label, period)
            for name in stage.names
            if answers.get(name) is None
        ]
    return AnswerSheet(tuple(groups), tuple(unanswered))


def answer_rows(
    names: Iterable[str], answers: Mapping[str, Any], period: AccountingPeriod
) -> tuple[AnswerRow, ...]:
    """Return those of the named fields that were answered, in words."""
    fields = [FIELDS_BY_NAME[name] for name in names if answers.get(name) is not None]
    return tuple(
        AnswerRow(with_years(field.label, period), answer_text(field, answers[field.name]))
        for field in fields
    )


def answer_text(field: AnswerField, value: Any) -> str:
    """Return one stored answer in words: 6000万元, 第3名, 是, 关键软件、先进基础工艺."""
    if field.kind == AnswerKind.FLAG:
        return "是" if value else "否"
    if field.options is not None and field.kind == AnswerKind.CHOICE:
        return field.options(value).label
    if field.options is not None:
        return "、".join(field.options(code).label for code in value) or "以上都没有"
    if field.unit == Unit.RANK:
        return f"第{value}名"
    return f"{value}{field.unit or ''}"


def _json_value(field: AnswerField, value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, frozenset) and field.options is not None:
        return [code for code in field.options.codes() if code in value]
    return None if value is None else (value if isinstance(value, bool) else str(value))
