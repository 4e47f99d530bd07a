"""The result as its receipt lists it: every criterion with what was filled in and its outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.diagnosis.assessment.verdict import Verdict
from policies.diagnosis.form.answer_sheet import answer_text
from policies.models.rounds import AccountingPeriod
from policies.rules import ConditionAssessment, CriterionAssessment
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.rules.metrics import inputs


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One criterion in words."""

    title: str
    filled: str
    """What was filled in, with what is missing where it is a gap."""
    outcome: str
    is_missing: bool = False


def receipt_rows(verdict: Verdict | None, answers: Mapping[str, Any]) -> tuple[ReceiptRow, ...]:
    """Return the criteria of a verdict, first those that fail."""
    return tuple(_rows(verdict, answers)) if verdict else ()


def _rows(verdict: Verdict, answers: Mapping[str, Any]) -> Iterator[ReceiptRow]:
    result, period = verdict.result, verdict.period
    for gap in verdict.gaps:
        filled = "" if gap.text.startswith("您填") else _filled(gap.item, answers, period)
        text = "；".join(filter(None, (filled, gap.text)))
        yield ReceiptRow(gap.title, text, "未达到", is_missing=True)
    filled_in = [item for item in result.open if _filled(item, answers, period)]
    blank = [item.criterion.title for item in result.open if item not in filled_in]
    for item in result.exclusions:
        text = _filled(item, answers, period)
        yield ReceiptRow(item.criterion.title, text, "这条路不适用", is_missing=True)
    for items, outcome in (
        (filled_in, "未填全"),
        (result.for_experts, "由专家评审"),
        (result.met, "符合"),
    ):
        for item in items:
            via = f"凭{item.via}" if item.via else ""
            text = "；".join(filter(None, (_filled(item, answers, period), via)))
            yield ReceiptRow(item.criterion.title, text, outcome)
    if blank:
        yield ReceiptRow(f"其余{len(blank)}项", "、".join(blank), "未填")


def _filled(item: CriterionAssessment, answers: Mapping[str, Any], period: AccountingPeriod) -> str:
    """Return what a criterion was judged by; one answer alone needs no name."""
    conditions = [condition for path in item.main_paths for condition in path.conditions]
    seen = {each.condition.metric: each for each in conditions if each.value is not None}
    named = [_named(each, answers) for each in seen.values()]
    if len(named) == 1:
        return named[0][1]
    return period.with_years("，".join(f"{label}：{text}" for label, text in named))


def _named(item: ConditionAssessment, answers: Mapping[str, Any]) -> tuple[str, str]:
    """Return an answer as it was asked for, or the figure that follows from several."""
    name, *others = inputs(item.condition.metric)
    if others:
        return item.label, item.answer_text
    question = QUESTIONS_BY_NAME[name]
    return question.wording, answer_text(question, answers[name])
