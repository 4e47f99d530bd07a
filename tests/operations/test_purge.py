"""What is past its retention is erased for good; what never reached the advisers stays."""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.delivery.digest import queue_digest_if_due
from policies.diagnosis.models import (
    AccessRecord,
    Delivery,
    DeliveryAttempt,
    Note,
    OperationRecord,
    Submission,
    SubmissionCount,
    WorkerHeartbeat,
)
from policies.diagnosis.privacy import storage
from policies.diagnosis.references import new_reference
from policies.diagnosis.vocabulary import (
    AccessKind,
    CaseStatus,
    DeliveryKind,
    DeliveryState,
    OperationKind,
)
from policies.operations import purge
from policies.rules.answers import Profile
from policies.vocabulary import CurrentTitle, Province
from tests.operations.traces import is_in_database, is_in_written_mail

COMPANY, CONTACT, MESSAGE = "襄阳查无此厂一七五", "查无此人一七五", "查无此话一七五"
EMAIL, PHONE, NOTE = "no-such-trace@example.org", "027-17501750", "查无此备注一七五"
MARKERS = (COMPANY, CONTACT, MESSAGE, EMAIL, PHONE, NOTE)
YEAR = timedelta(days=365)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders")]
# The whole command rewrites the database's files, which no transaction may surround.
on_files = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivered(submit: Callable[..., Submission]) -> Callable[..., Submission]:
    """Return a function that stores a submission of some age whose mail has been sent."""

    def store(age: timedelta = YEAR, **options: Any) -> Submission:
        submission = submit(key=new_reference(), **options)
        call_command("deliver", "--once")
        created_at = timezone.now() - age
        Submission.objects.filter(pk=submission.pk).update(created_at=created_at)
        return submission

    return store


def run_purge(*arguments: str) -> tuple[str, str, int]:
    """Run the command; return what it printed, what it complained of and its exit code."""
    output, complaints = io.StringIO(), io.StringIO()
    try:
        call_command("purge", *arguments, stdout=output, stderr=complaints)
    except SystemExit as end:
        return output.getvalue(), complaints.getvalue(), int(str(end.code))
    return output.getvalue(), complaints.getvalue(), 0


@on_files
def test_a_purged_submission_leaves_no_trace_in_files_mail_or_logs(
    delivered: Callable[..., Submission],
    admin_user: User,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True
    contact = {"company_name": COMPANY, "contact_name": CONTACT, "message": MESSAGE}
    submission = delivered(**contact, phone=PHONE, email=EMAIL)
    settings.DIGEST_HOUR = 0
    queue_digest_if_due(timezone.now())
    call_command("deliver", "--once")
    Note.objects.create(submission=submission, author=admin_user, text=NOTE)
    LogEntry.objects.create(
        user=admin_user,
        content_type=ContentType.objects.get_for_model(Submission),
        object_id=str(submission.pk),
        object_repr=str(submission),
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"name": "内部备注", "object": NOTE}}]),
    )
    others = [delivered(age=timedelta(0), company_name=f"留下{number}") for number in range(30)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # statistics quote what tables hold
    assert all(is_in_database(marker) for marker in MARKERS)
    assert is_in_written_mail(COMPANY)

    printed, complaints, code = run_purge()

    assert code == 0, complaints
    assert not any(is_in_database(marker) for marker in MARKERS)
    assert not any(is_in_written_mail(marker) for marker in MARKERS)
    logged = caplog.text + "".join(capfd.readouterr()) + printed + complaints
    assert not any(marker in logged for marker in MARKERS)
    assert set(Submission.objects.values_list("pk")) == {(other.pk,) for other in others}
    assert is_in_database("留下29")
    assert is_in_written_mail("留下29")


@on_files
def test_the_space_of_what_was_purged_comes_back(
    delivered: Callable[..., Submission], settings: Settings
) -> None:
    for _ in range(30):
        delivered(message="长" * 1000)
    settings.RETENTION_DAYS_AFTER_SUBMISSION = 366
    run_purge()
    before = size_of_database()
    settings.RETENTION_DAYS_AFTER_SUBMISSION = 365
    run_purge()
    assert size_of_database() < before - 30 * 3000
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        assert log.stat().st_size == 0


def size_of_database() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return Path(connection.settings_dict["NAME"]).stat().st_size
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("closed", "submitted", "is_purged"),
    [
        (timedelta(days=180), timedelta(days=200), True),
        (timedelta(days=180) - timedelta(hours=1), timedelta(days=200), False),
        (None, timedelta(days=365), True),
        (None, timedelta(days=365) - timedelta(hours=1), False),
        (timedelta(days=1), timedelta(days=365), True),
    ],
)
def test_the_time_ends_after_closing_or_at_the_latest_after_submission(
    delivered: Callable[..., Submission],
    closed: timedelta | None,
    submitted: timedelta,
    is_purged: bool,
) -> None:
    submission = delivered(age=submitted)
    if closed:
        Submission.objects.filter(pk=submission.pk).update(
            status=CaseStatus.CLOSED, closed_at=timezone.now() - closed
        )
    purge.purge_submissions(now=timezone.now())
    assert Submission.objects.exists() != is_purged
    assert Delivery.objects.exists() != is_purged
    assert DeliveryAttempt.objects.exists() != is_purged


@on_files
def test_what_never_reached_the_advisers_is_kept_named_and_leaves_its_mark_in_the_exit_code(
    delivered: Callable[..., Submission], submit: Callable[..., Submission]
) -> None:
    delivered()
    kept = submit(key="k" * 32)
    Submission.objects.filter(pk=kept.pk).update(created_at=timezone.now() - YEAR)

    printed, complaints, code = run_purge()

    assert list(Submission.objects.values_list("reference", flat=True)) == [kept.reference]
    assert complaints == f"purge: {kept.reference} was never delivered, so it is kept\n"
    assert "deleted: 1 submissions" in printed
    assert "kept: 1" in printed
    assert code == 1


@pytest.mark.parametrize("state", [state for state in DeliveryState if state != DeliveryState.SENT])
def test_no_other_state_counts_as_delivered(
    submit: Callable[..., Submission], state: DeliveryState
) -> None:
    kept = submit()
    kept.deliveries.update(state=state)
    now = kept.created_at + YEAR
    assert purge.purge_submissions(now=now) == 0
    assert list(purge.undelivered_submissions(now)) == [kept]


def test_what_a_person_found_in_the_mailbox_has_been_delivered(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    submission.deliveries.update(state=DeliveryState.FAILED, confirmed_at=timezone.now())
    assert purge.purge_submissions(now=submission.created_at + YEAR) == 1


def test_anonymous_counts_by_month_province_verdict_and_outcome_stay(
    delivered: Callable[..., Submission],
) -> None:
    hubei = Profile(region=Province("420000"), current_title=CurrentTitle.SPECIALIZED)
    for profile in (hubei, hubei, Profile()):
        delivered(profile=profile)
    # Late on 31 October in Shanghai, then early on 1 November there, though not in UTC.
    moments = datetime(2024, 10, 31, 15, 59, tzinfo=UTC), datetime(2024, 10, 31, 16, 1, tzinfo=UTC)
    first, second, third = Submission.objects.order_by("pk")
    Submission.objects.filter(pk__in=[first.pk, second.pk]).update(created_at=moments[0])
    Submission.objects.filter(pk=third.pk).update(
        created_at=moments[1], verdict="待人工评估", outcome="applied"
    )
    purge.purge_submissions(now=timezone.now())
    columns = ("month", "region", "verdict", "outcome", "count")
    rows = list(SubmissionCount.objects.values_list(*columns))
    assert rows == [
        (date(2024, 10, 1), "420000", first.verdict, "", 2),
        (date(2024, 11, 1), "", "待人工评估", "applied", 1),
    ]


def test_later_purges_add_to_the_counts(delivered: Callable[..., Submission]) -> None:
    for _ in range(2):
        delivered()
        purge.purge_submissions(now=timezone.now())
    assert SubmissionCount.objects.get().count == 2


def test_more_than_a_batch_is_purged(
    submit: Callable[..., Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "BATCH", 3)
    for number in range(7):
        submit(key=f"{number:032}")
    Delivery.objects.update(state=DeliveryState.SENT)
    assert purge.purge_submissions(now=timezone.now() + YEAR) == 7
    assert not Submission.objects.exists()
    assert SubmissionCount.objects.get().count == 7


def test_only_the_mail_of_purged_submissions_is_removed(
    delivered: Callable[..., Submission], settings: Settings, tmp_path: Path
) -> None:
    delivered(company_name=COMPANY)
    [written] = (tmp_path / "mail").glob("*.eml")
    draft = written.with_suffix(".part")
    draft.write_bytes(written.read_bytes())
    (tmp_path / "mail" / "by-hand.txt").write_text("mine")
    kept = delivered(age=timedelta(0))
    assert purge.purge_written_mail(now=timezone.now()) == 2
    assert not is_in_written_mail(COMPANY)
    assert is_in_written_mail(kept.reference)
    assert not draft.exists()
    assert (tmp_path / "mail" / "by-hand.txt").exists()


def test_a_message_that_was_written_after_its_submission_was_deleted_is_removed(
    delivered: Callable[..., Submission],
) -> None:
    submission = delivered(age=timedelta(0))
    AccessRecord.objects.create(kind=AccessKind.DELETED, reference=submission.reference)
    Submission.objects.all().delete()
    assert is_in_written_mail(submission.company_name)
    purge.purge_written_mail(now=timezone.now())
    assert not is_in_written_mail(submission.company_name)


def test_a_digest_loses_only_the_lines_about_purged_submissions(
    delivered: Callable[..., Submission], settings: Settings
) -> None:
    gone = delivered(company_name=COMPANY)
    kept = delivered(age=timedelta(0))
    settings.DIGEST_HOUR = 0
    queue_digest_if_due(timezone.now())
    purge.purge_submissions(now=timezone.now())
    text = Delivery.objects.get(kind=DeliveryKind.DIGEST).text
    assert gone.reference not in text
    assert COMPANY not in text
    assert kept.reference in text
    assert "未关闭" in text


def test_records_that_have_served_their_time_are_purged(db: None, settings: Settings) -> None:
    now = timezone.now()
    for days in (729, 731):
        at = now - timedelta(days=days)
        AccessRecord.objects.create(at=at, kind=AccessKind.VIEWED, reference="K7M2QX4P")
    for hours in (23, 25):
        WorkerHeartbeat.objects.create(name=f"worker {hours}", at=now - timedelta(hours=hours))
    for days in (29, 31):
        Delivery.objects.create(
            kind=DeliveryKind.DIGEST,
            created_at=now - timedelta(days=days),
            message_id=f"<digest-{days}@localhost>",
        )
    assert purge.purge_records(now=now) == 3
    assert AccessRecord.objects.get().at > now - timedelta(days=730)
    assert WorkerHeartbeat.objects.get().name == "worker 23"
    assert Delivery.objects.get().message_id == "<digest-29@localhost>"


@on_files
def test_backups_expire_after_their_days(db: None, settings: Settings) -> None:
    settings.BACKUP_RETENTION_DAYS = 30
    now = timezone.localtime()
    old, young = (f"{now - timedelta(days=days):%Y%m%d-%H%M%S}" for days in (31, 29))
    expired = [
        f"xiaojuren-{old}{suffix}"
        for suffix in (
            ".sqlite3", ".dump", ".sqlite3.part", ".sqlite3.restored-wal", "-damaged.sqlite3",
        )
    ]  # fmt: skip
    kept = [f"xiaojuren-{young}.sqlite3", f"xiaojuren-{young}.dump", f"mine-{old}.dump", "notes"]
    for name in (*expired, *kept):
        (settings.BACKUP_DIR / name).touch()
    printed, _, _ = run_purge()
    assert sorted(path.name for path in settings.BACKUP_DIR.iterdir()) == sorted(kept)
    assert "5 backups" in printed


@on_files
def test_a_dry_run_says_the_same_counts_and_changes_nothing(
    delivered: Callable[..., Submission], submit: Callable[..., Submission], tmp_path: Path
) -> None:
    delivered()
    submit(key="k" * 32)
    Submission.objects.update(created_at=timezone.now() - YEAR)
    WorkerHeartbeat.objects.create(name="worker", at=timezone.now() - YEAR)
    before = Submission.objects.count(), sorted((tmp_path / "mail").iterdir())

    foreseen, _, code = run_purge("--dry-run")

    assert code == 1
    assert before == (Submission.objects.count(), sorted((tmp_path / "mail").iterdir()))
    assert WorkerHeartbeat.objects.filter(name="worker").exists()
    assert not OperationRecord.objects.exists()
    assert not SubmissionCount.objects.exists()
    done, _, _ = run_purge()
    assert re.findall(r"[0-9]+", foreseen) == re.findall(r"[0-9]+", done)


@on_files
def test_a_purge_is_recorded(delivered: Callable[..., Submission]) -> None:
    delivered()
    printed, _, _ = run_purge()
    record = OperationRecord.objects.get(kind=OperationKind.PURGE)
    assert printed == f"purge {record.detail}\n"
    assert "1 submissions, 1 written messages" in record.detail


@contextmanager
def transaction_elsewhere(statement: str, database: str = "") -> Iterator[None]:
    """Keep a transaction open in a connection of its own, to the tests' database or another."""
    other = connections.create_connection("default")
    if database:
        other.settings_dict = other.settings_dict | {"NAME": database}
    try:
        with other.cursor() as cursor:
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(statement)
            yield
    finally:
        other.close()


# What others read meanwhile, and in which database; only a server has more than one.
READ_ELSEWHERE = {
    "table": ("SELECT count(*) FROM diagnosis_submission", ""),
    "other table": ("SELECT count(*) FROM policies_tier", ""),
}
if connection.vendor == "postgresql":
    READ_ELSEWHERE["other database"] = ("SELECT pg_current_xact_id()", "template1")


@on_files
@pytest.mark.parametrize(
    ("statement", "database"), READ_ELSEWHERE.values(), ids=READ_ELSEWHERE.keys()
)
def test_traces_that_someone_may_still_see_are_not_passed_over(
    delivered: Callable[..., Submission],
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    database: str,
) -> None:
    for name in ("PATIENCE_SECONDS", "TABLE_LOCK_SECONDS", "LOG_LOCK_SECONDS"):
        monkeypatch.setattr(storage, name, 0.2)
    delivered()
    elsewhere = transaction_elsewhere(statement, database)
    with elsewhere, pytest.raises(CommandError, match="run it again"):
        run_purge()
    assert not Submission.objects.exists()
    assert not OperationRecord.objects.exists()
    monkeypatch.undo()
    assert run_purge()[2] == 0
