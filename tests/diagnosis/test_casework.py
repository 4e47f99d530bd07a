"""A case moves on by the steps that are open to it, once, and keeps account of who moved it."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from policies.diagnosis.casework.steps import StepRefused, add_note, move_case, standing_of
from policies.diagnosis.models import Note, Submission
from policies.diagnosis.vocabulary import CaseOutcome, CaseStatus, CaseStep
from policies.diagnosis.working_days import add_working_days
from tests.admin.cases.staff import adviser

Submit = Callable[..., Submission]

NEW, TAKEN, CONTACTED, CLOSED, SUSPECTED, SPAM = CaseStatus
# Where each step leads from each status, with and without an adviser; all others are refused.
LEADS_TO = {
    (NEW, False): {
        CaseStep.CONTACTED: CONTACTED,
        CaseStep.HAND_OVER: TAKEN,
        CaseStep.CLOSE: CLOSED,
        CaseStep.TAKE: TAKEN,
        CaseStep.SPAM: SPAM,
    },
    (TAKEN, True): {
        CaseStep.CONTACTED: CONTACTED,
        CaseStep.HAND_OVER: TAKEN,
        CaseStep.CLOSE: CLOSED,
        CaseStep.SPAM: SPAM,
    },
    (CONTACTED, True): {
        CaseStep.HAND_OVER: CONTACTED,
        CaseStep.CLOSE: CLOSED,
        CaseStep.SPAM: SPAM,
    },
    # The account of the adviser was deleted.
    (CONTACTED, False): {
        CaseStep.HAND_OVER: CONTACTED,
        CaseStep.CLOSE: CLOSED,
        CaseStep.TAKE: CONTACTED,
        CaseStep.SPAM: SPAM,
    },
    (CLOSED, True): {CaseStep.REOPEN: TAKEN},
    (CLOSED, False): {CaseStep.REOPEN: NEW},
    (SUSPECTED, True): {CaseStep.ACCEPT: TAKEN, CaseStep.SPAM: SPAM},
    (SUSPECTED, False): {CaseStep.ACCEPT: NEW, CaseStep.SPAM: SPAM},
    (SPAM, True): {CaseStep.REOPEN: TAKEN},
    (SPAM, False): {CaseStep.REOPEN: NEW},
}
ALL_STEPS = [(*where, step) for where in LEADS_TO for step in CaseStep]


def move(case: Submission, step: CaseStep, by: User, **more: object) -> Submission:
    """Take a step from where the case stands now."""
    case.refresh_from_db()
    given = {"seen": standing_of(case)} | more
    return move_case(pk=case.pk, step=step, by=by, **given)  # type: ignore[arg-type]


def notes_of(case: Submission) -> list[str]:
    return list(case.notes.values_list("text", flat=True))


@pytest.mark.parametrize(("status", "has_adviser", "step"), ALL_STEPS)
def test_a_step_leads_where_the_table_says_or_is_refused(
    submit: Submit, status: CaseStatus, has_adviser: bool, step: CaseStep
) -> None:
    zhang, li = adviser(), adviser("lisi", "李四")
    case = submit()
    case.status, case.assigned_to = status, zhang if has_adviser else None
    case.save()
    goal = LEADS_TO[status, has_adviser].get(step)
    if goal is None:
        with pytest.raises(StepRefused):
            move(case, step, zhang, to=li)
        assert notes_of(case) == []
    else:
        move(case, step, zhang, to=li)
    case.refresh_from_db()
    assert case.status == (goal or status)


def test_a_closed_case_keeps_what_it_came_to_until_it_is_reopened(submit: Submit) -> None:
    zhang, case = adviser(), submit()
    ended = (CaseOutcome.APPLIED, date(2026, 11, 20))
    move(case, CaseStep.CONTACTED, zhang, ended=ended)
    case.refresh_from_db()
    assert (case.outcome, case.outcome_on) == ("", None)
    move(case, CaseStep.CLOSE, zhang, ended=ended)
    case.refresh_from_db()
    assert (case.outcome, case.outcome_on) == ended
    assert notes_of(case)[-1] == "进度：已联系 → 已关闭；结果：已申报，2026年11月20日"
    move(case, CaseStep.REOPEN, zhang)
    case.refresh_from_db()
    assert (case.outcome, case.outcome_on) == ("", None)


def test_a_step_is_noted_with_its_author_and_what_was_written(submit: Submit) -> None:
    zhang, case = adviser(), submit()
    move(case, CaseStep.CONTACTED, zhang, text="约了下周见面")
    written = list(case.notes.values_list("author__username", "text"))
    assert written == [
        ("zhangsan", "进度：新 → 已联系；顾问：未分配 → 张三"),
        ("zhangsan", "约了下周见面"),
    ]


def test_whoever_takes_or_contacts_a_new_case_has_it(submit: Submit) -> None:
    zhang, li = adviser(), adviser("lisi", "李四")
    taken, contacted = submit(), submit(key="1" * 32)
    assert move(taken, CaseStep.TAKE, zhang).assigned_to == zhang
    assert move(taken, CaseStep.CONTACTED, li).assigned_to == zhang
    assert move(contacted, CaseStep.CONTACTED, li).assigned_to == li


def test_a_case_handed_over_is_the_colleagues(submit: Submit) -> None:
    zhang, li = adviser(), adviser("lisi", "李四")
    case = submit()
    assert move(case, CaseStep.HAND_OVER, zhang, to=li).assigned_to == li
    assert notes_of(case) == ["进度：新 → 已接手；顾问：未分配 → 李四"]
    with pytest.raises(StepRefused, match="另一位"):
        move(case, CaseStep.HAND_OVER, zhang, to=li)


@pytest.mark.parametrize("step", [CaseStep.CLOSE, CaseStep.SPAM])
def test_closing_has_its_time_and_reopening_takes_it_back_with_a_new_day(
    submit: Submit, step: CaseStep
) -> None:
    zhang, case = adviser(), submit()
    Submission.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 5))
    before = timezone.now()
    closed_at = move(case, step, zhang).closed_at
    assert closed_at is not None
    assert before <= closed_at <= timezone.now()
    reopened = move(case, CaseStep.REOPEN, zhang)
    assert reopened.closed_at is None
    due_on = add_working_days(timezone.localdate(), settings.REPLY_WITHIN_WORKING_DAYS)
    assert reopened.due_on == due_on
    assert "期限：" in notes_of(case)[-1]


def test_who_clicks_on_a_page_that_is_no_longer_true_is_refused(submit: Submit) -> None:
    zhang, li, case = adviser(), adviser("lisi", "李四"), submit()
    seen = standing_of(case)
    move(case, CaseStep.TAKE, li)
    with pytest.raises(StepRefused, match="已经变成“已接手”，顾问：李四"):
        move(case, CaseStep.CLOSE, zhang, seen=seen)
    case.refresh_from_db()
    assert (case.status, len(notes_of(case))) == (TAKEN, 1)


def test_the_same_note_twice_in_a_row_is_one_note(submit: Submit) -> None:
    zhang, li, case = adviser(), adviser("lisi", "李四"), submit()
    for author in (zhang, zhang, li, zhang):
        add_note(pk=case.pk, by=author, text="没人接")
    assert notes_of(case) == ["没人接"] * 3


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_one_counts(submit: Submit) -> None:
    people = [adviser(f"adviser{number}", f"张{number}") for number in range(8)]
    case = submit()
    seen, start = standing_of(case), threading.Barrier(len(people))
    refused: list[User] = []

    def click(user: User) -> None:
        try:
            start.wait()
            move_case(pk=case.pk, step=CaseStep.TAKE, by=user, seen=seen)
        except StepRefused:
            refused.append(user)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    note = Note.objects.get(submission=case)
    assert len(refused) == len(people) - 1
    assert note.author == case.assigned_to


@pytest.mark.parametrize(
    ("status", "due_in", "days"),
    [(NEW, -2, 2), (TAKEN, -1, 1), (NEW, 0, 0), (NEW, 3, 0), (CONTACTED, -9, 0), (CLOSED, -9, 0)],
)
def test_only_an_enterprise_that_nobody_has_called_is_overdue(
    submit: Submit, status: CaseStatus, due_in: int, days: int
) -> None:
    today, case = timezone.localdate(), submit()
    case.status, case.due_on = status, today + timedelta(days=due_in)
    case.save()
    assert case.days_overdue(today) == days
    assert Submission.objects.overdue(today).exists() is (days > 0)
