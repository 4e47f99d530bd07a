"""What an adviser needs at a glance: conclusion, what blocks, whom to call, what to ask first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.diagnosis.assessment.answer import Answer
from policies.diagnosis.delivery.messages import LEFT_TO_A_PERSON
from policies.diagnosis.form.answer_sheet import AnswerRow, answer_rows
from policies.diagnosis.models import Submission
from policies.models.rounds import AccountingPeriod
from policies.rules import RuleSetAssessment
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.vocabulary import Province
from policies.vocabulary.formats import date_text

GAPS_IN_SUBJECT = 3


@dataclass(frozen=True, slots=True)
class Brief:
    """The adviser's view of a submission, the same in the mail and in the desk."""

    verdict: str
    """In a few characters: 小巨人差2项."""
    sticking_points: str
    """In a few characters, empty without any: 研发差280万、Ⅰ类差1项."""
    lines: tuple[AnswerRow, ...]
    gaps: tuple[AnswerRow, ...]
    questions: tuple[str, ...]
    target_answers: tuple[AnswerRow, ...]
    other_answers: tuple[AnswerRow, ...]
    other_tiers: tuple[str, ...]


def brief_of(submission: Submission) -> Brief:
    """Return the brief of a stored submission, from what was frozen with it."""
    answer, period = submission.answer, submission.period
    target = answer.verdict.result if answer and answer.verdict else None
    unanswered = _unanswered(target, submission.answers, period)
    used = target.inputs if target else ()
    unused = [name for name in QUESTIONS_BY_NAME if name not in used]
    return Brief(
        verdict=verdict_of(answer),
        sticking_points=_sticking_points(answer),
        lines=_lines(submission, answer, unanswered),
        gaps=_gaps(answer),
        questions=_questions(target, unanswered),
        target_answers=answer_rows(used, submission.answers, period),
        other_answers=answer_rows(unused, submission.answers, period),
        other_tiers=tuple(
            f"{sentence}（{status}）" for status, sentence in (answer.others if answer else ())
        ),
    )


def verdict_of(answer: Answer | None) -> str:
    """Return the conclusion in a few characters: 小巨人差2项."""
    return answer.in_short if answer else LEFT_TO_A_PERSON


def _gaps(answer: Answer | None) -> tuple[AnswerRow, ...]:
    return tuple(AnswerRow(gap.title, gap.text) for gap in (answer.gaps if answer else ()))


def _sticking_points(answer: Answer | None) -> str:
    gaps = [gap.in_short.replace("万元", "万") for gap in (answer.gaps if answer else ())]
    more = "等" if len(gaps) > GAPS_IN_SUBJECT else ""
    return "、".join(gaps[:GAPS_IN_SUBJECT]) + more


def _lines(
    submission: Submission, answer: Answer | None, unanswered: tuple[str, ...]
) -> tuple[AnswerRow, ...]:
    gaps = "；".join(f"{row.label}：{row.text}" for row in _gaps(answer))
    return (
        AnswerRow("结论", f"{answer.headline}。{answer.say}" if answer else LEFT_TO_A_PERSON),
        AnswerRow("卡点", gaps or "没有发现差项，见结论"),
        AnswerRow("产品、地区、口径", _product_and_place(submission)),
        AnswerRow("联系方式与原话", _contact(submission)),
        AnswerRow("先问", _first_question(answer, unanswered, submission)),
    )


def _product_and_place(submission: Submission) -> str:
    region: Any = submission.answers.get("region")
    period = submission.period
    estimate = "，按现行办法预估" if period.is_estimate else ""
    parts = (
        submission.main_product or "未填主导产品",
        f"{Province(region).label if region else ''}{submission.city}" or "未填地区",
        f"数字来自{submission.get_figures_basis_display()}"
        if submission.figures_basis
        else "未说明数字来源",
        f"{period.application_year}年申报{estimate}",
    )
    return "；".join(parts)


def _contact(submission: Submission) -> str:
    wish = submission.get_contact_preference_display() if submission.contact_preference else ""
    parts = (
        " ".join(filter(None, (submission.contact_name, submission.phone, submission.email))),
        f"希望{wish}" if wish else "",
        f"原话：{' '.join(submission.message.split())}" if submission.message else "没有留言",
    )
    return "；".join(filter(None, parts))


def _first_question(
    answer: Answer | None, unanswered: tuple[str, ...], submission: Submission
) -> str:
    if unanswered:
        question = f"{unanswered[0]}？"
    elif answer and answer.gaps:
        question = f"{answer.gaps[0].title}怎样补上？"
    else:
        question = "打算申报哪一级、什么时候？"
    return f"{question}请在{date_text(submission.due_on)}前联系"


def _questions(target: RuleSetAssessment | None, unanswered: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to ask: the answers that are missing, then how the rest can be shown."""
    to_judge = target.for_experts if target else ()
    return tuple(f"{label}？" for label in unanswered) + tuple(
        f"{item.title}：怎样说明？{f'准备{item.evidence}' if item.evidence else ''}"
        for item in (assessed.criterion for assessed in to_judge)
    )


def _unanswered(
    target: RuleSetAssessment | None, answers: Mapping[str, Any], period: AccountingPeriod
) -> tuple[str, ...]:
    """Return the questions that the tier within reach still needs answered."""
    names = target.undecided_inputs if target else ()
    missing = [name for name in names if answers.get(name) is None]
    return tuple(period.with_years(QUESTIONS_BY_NAME[name].wording) for name in missing)
