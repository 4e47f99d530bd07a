"""Moving a case on: which step is open when, and what each one changes."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.diagnosis.models import Note, Submission
from policies.diagnosis.staff import name_of
from policies.diagnosis.submission.submit import queue_mail
from policies.diagnosis.vocabulary import CaseOutcome, CaseStatus, CaseStep
from policies.diagnosis.working_days import add_working_days
from policies.vocabulary.formats import date_text


class StepRefused(Exception):
    """Something that cannot be done now; the text tells the adviser why."""


def steps_open_to(case: Submission) -> tuple[CaseStep, ...]:
    """Return the steps that a case can take from where it stands, in the order of the buttons."""
    is_open = case.status in CaseStatus.open()
    is_suspected = case.status == CaseStatus.SUSPECTED
    is_open_now = {
        CaseStep.CONTACTED: case.status in CaseStatus.uncontacted(),
        CaseStep.HAND_OVER: is_open,
        CaseStep.CLOSE: is_open,
        CaseStep.TAKE: is_open and case.assigned_to_id is None,
        CaseStep.ACCEPT: is_suspected,
        CaseStep.SPAM: is_open or is_suspected,
        CaseStep.REOPEN: not (is_open or is_suspected),
    }
    return tuple(step for step in CaseStep if is_open_now[step])


def standing_of(case: Submission) -> str:
    """Return where a case stands, as its page carries it: who clicks answers for what was shown."""
    return f"{case.status}/{case.assigned_to_id or ''}"


@transaction.atomic
def move_case(
    *,
    pk: int,
    step: CaseStep,
    by: User,
    seen: str,
    to: User | None = None,
    ended: tuple[CaseOutcome, date] | None = None,
    text: str = "",
) -> Submission:
    """Take a step with a case and note it, with what the adviser wrote.

    `seen` is where the case stood on the page, by `standing_of`: of two people, or two clicks, the
    second is refused. `to` is the colleague who gets the case, `ended` what a closed one came to
    and when. Raises StepRefused, with nothing changed, where the step is not open,
    Submission.DoesNotExist where the case is gone.
    """
    case = Submission.objects.select_for_update().get(pk=pk)
    before, adviser_before, due_before = CaseStatus(case.status), case.assigned_to, case.due_on
    if standing_of(case) != seen:
        raise StepRefused(
            f"打开页面之后，这份已经变成“{before.label}”，顾问：{name_of(adviser_before)}。"
            "刚才的点击没有生效，请看过再点。"
        )
    if step not in steps_open_to(case):
        raise StepRefused(f"“{before.label}”的诊断表不能再“{step.label}”。")
    _apply(step, case, by, to)
    case.outcome, case.outcome_on = ended if ended and step == CaseStep.CLOSE else ("", None)
    moved = ["status", "assigned_to", "due_on", "closed_at", "outcome", "outcome_on"]
    case.save(update_fields=moved)
    changes = []
    if case.status != before:
        changes.append(f"进度：{before.label} → {CaseStatus(case.status).label}")
    if case.assigned_to != adviser_before:
        changes.append(f"顾问：{name_of(adviser_before)} → {name_of(case.assigned_to)}")
    if case.outcome_on:
        changes.append(f"结果：{case.get_outcome_display()}，{date_text(case.outcome_on)}")
    if case.due_on != due_before:
        changes.append(f"期限：{date_text(case.due_on)}")
    for line in filter(None, ("；".join(changes), text)):
        Note.objects.create(submission=case, author=by, text=line)
    return case


@transaction.atomic
def add_note(*, pk: int, by: User, text: str) -> None:
    """Add an adviser's note to a case; the same words twice in a row are one note."""
    case = Submission.objects.select_for_update().get(pk=pk)
    newest = case.notes.last()
    if newest is None or (newest.author, newest.text) != (by, text):
        Note.objects.create(submission=case, author=by, text=text)


def _apply(step: CaseStep, case: Submission, by: User, to: User | None) -> None:
    match step:
        case CaseStep.TAKE:
            _assign(case, by)
        case CaseStep.HAND_OVER:
            if to is None or to == case.assigned_to:
                raise StepRefused("请选另一位同事。")
            _assign(case, to)
        case CaseStep.CONTACTED:
            _assign(case, case.assigned_to or by)
            case.status = CaseStatus.CONTACTED
        case CaseStep.CLOSE | CaseStep.SPAM:
            case.status = CaseStatus.SPAM if step == CaseStep.SPAM else CaseStatus.CLOSED
            case.closed_at = timezone.now()
        case CaseStep.ACCEPT:
            _await(case)
            queue_mail(case)
        case CaseStep.REOPEN:
            _await(case)


def _await(case: Submission) -> None:
    """Let an enterprise wait again, which is promised an answer anew."""
    case.status = CaseStatus.TAKEN if case.assigned_to else CaseStatus.NEW
    case.closed_at = None
    today = timezone.localdate()
    case.due_on = add_working_days(today, settings.REPLY_WITHIN_WORKING_DAYS)


def _assign(case: Submission, adviser: User) -> None:
    """Give a case to an adviser; with that a new one is taken."""
    case.assigned_to = adviser
    if case.status == CaseStatus.NEW:
        case.status = CaseStatus.TAKEN
