"""What an adviser needs at a glance: conclusion, what blocks, whom to call, what to ask first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.diagnosis.assessment.answer import Answer
from policies.diagnosis.delivery.messages import LEFT_TO_A_PERSON
from policies.diagnosis.form.answer_sheet import AnswerRow, answer_rows, is_contact_only
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.questions import questions_of
from policies.rules.answers import QUESTIONS_BY_NAME
from policies.vocabulary import Province
from policies.vocabulary.formats import date_text

CONTACT_ONLY = "只留了联系方式"
GAPS_IN_SUBJECT = 3
ASKED_FIRST = 2


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
    verdict = answer.verdict if answer else None
    questions = questions_of(verdict, submission.answers) if verdict else ()
    used = verdict.result.inputs if verdict else ()
    unused = [name for name in QUESTIONS_BY_NAME if name not in used]
    gaps = tuple(AnswerRow(gap.title, gap.text) for gap in (answer.gaps if answer else ()))
    return Brief(
        verdict=verdict_of(answer, submission.answers),
        sticking_points=_sticking_points(answer),
        lines=_lines(submission, answer, gaps, questions),
        gaps=gaps,
        questions=questions,
        target_answers=answer_rows(used, submission.answers, period),
        other_answers=answer_rows(unused, submission.answers, period),
        other_tiers=tuple(
            f"{sentence}（{status}）" for status, sentence in (answer.others if answer else ())
        ),
    )


def verdict_of(answer: Answer | None, answers: Mapping[str, Any]) -> str:
    """Return the conclusion in a few characters: 小巨人差2项."""
    if is_contact_only(answers):
        return CONTACT_ONLY
    return answer.in_short if answer else LEFT_TO_A_PERSON


def enterprise_of(submission: Submission) -> str:
    """Return the enterprise with its province, named once: 湖北·某某精密, 湖北某某精密."""
    company = " ".join(submission.company_name.split())
    region: Any = submission.answers.get("region")
    province = Province(region).label if region else ""
    return company if company.startswith(province) else f"{province}·{company}"


def _sticking_points(answer: Answer | None) -> str:
    if answer and answer.verdict and answer.verdict.closed_by:
        return "、".join(reason for reason, _ in answer.verdict.closed_by)
    gaps = [
        gap.in_short.replace("万元", "万").replace("须超过", "须超")
        for gap in (answer.gaps if answer else ())
    ]
    more = "等" if len(gaps) > GAPS_IN_SUBJECT else ""
    return "、".join(gaps[:GAPS_IN_SUBJECT]) + more


def _lines(
    submission: Submission,
    answer: Answer | None,
    gaps: tuple[AnswerRow, ...],
    questions: tuple[str, ...],
) -> tuple[AnswerRow, ...]:
    conclusion = f"{answer.headline}。{answer.say}" if answer else LEFT_TO_A_PERSON
    if is_contact_only(submission.answers):
        conclusion = CONTACT_ONLY + (f"；{answer.way}" if answer else "")
    blocks = "；".join(f"{row.label}：{row.text}" for row in gaps)
    if answer and answer.verdict and (answer.verdict.closed_by or not gaps):
        blocks = _sticking_points(answer) or answer.verdict.in_short
    first = " ".join(questions[:ASKED_FIRST]) or "打算申报哪一级、什么时候？"
    return (
        AnswerRow("结论", conclusion),
        AnswerRow("卡点", blocks or "见结论"),
        AnswerRow("产品/地区/口径", _product_and_place(submission)),
        AnswerRow("联系方式与原话", _contact(submission)),
        AnswerRow("先问什么", f"{first} 请在{date_text(submission.due_on)}前联系"),
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
        f"微信{submission.wechat}" if submission.wechat else "",
        f"希望{wish}" if wish else "",
        f"原话：{' '.join(submission.message.split())}" if submission.message else "没有留言",
    )
    return "；".join(filter(None, parts))
