"""Answers as readable text: one shaping for result, mail and desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS, QUESTIONS_BY_NAME, AnswerKind, Profile, Question
from policies.vocabulary import Unit
from policies.vocabulary.formats import plain_number

FIRST_STEP = frozenset({"current_title", "region", "application_type"})


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question as asked and what was answered."""

    label: str
    text: str


def answers_as_json(profile: Profile) -> dict[str, Any]:
    """Return the answers by field name as JSON takes them; decimals become plain strings."""
    return {question.name: _json_value(question, profile) for question in QUESTIONS}


def is_contact_only(answers: Mapping[str, Any]) -> bool:
    """Return whether nothing was answered but what the first step asks."""
    return all(value is None or name in FIRST_STEP for name, value in answers.items())


def answer_rows(
    names: Iterable[str], answers: Mapping[str, Any], period: AccountingPeriod
) -> tuple[AnswerRow, ...]:
    """Return those of the named questions that were answered, in words."""
    return tuple(
        AnswerRow(period.with_years(question.wording), answer_text(question, value))
        for question in map(QUESTIONS_BY_NAME.__getitem__, names)
        if (value := answers.get(question.name)) is not None
    )


def answer_text(question: Question, value: Any) -> str:
    """Return one stored answer in words: 6000万元, 第3名, 是, 关键软件、先进基础工艺."""
    if question.kind == AnswerKind.FLAG:
        return "是" if value != question.is_negated else "否"
    if question.options is not None and question.kind == AnswerKind.CHOICE:
        return question.options(value).label
    if question.options is not None:
        return "、".join(question.options(code).label for code in value) or "以上都没有"
    if question.unit == Unit.RANK:
        return f"第{value}名"
    return f"{value}{question.unit or ''}"


def _json_value(question: Question, profile: Profile) -> Any:
    value = getattr(profile, question.name)
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, frozenset) and question.options is not None:
        return [code for code in question.options.codes() if code in value]
    return None if value is None else (value if isinstance(value, bool) else str(value))
