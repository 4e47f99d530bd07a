"""An enterprise deletes what it submitted; the page answers the same to everyone else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.delivery.digest import queue_digest_if_due
from policies.diagnosis.delivery.transport import send
from policies.diagnosis.delivery.worker import claim, deliver_next, record_attempt
from policies.diagnosis.models import (
    AccessRecord,
    DeletionRequest,
    Delivery,
    DeliveryAttempt,
    MailboxTask,
    Note,
    Submission,
    SubmissionCount,
)
from policies.diagnosis.privacy.contact import is_same_contact
from policies.diagnosis.privacy.deletion import carry_out_deletions, delete_submission
from policies.diagnosis.vocabulary import (
    AccessKind,
    AttemptOutcome,
    DeliveryStage,
    DeliveryState,
)
from tests.operations.traces import is_in_database, is_in_written_mail

URL = "/diagnosis/delete/"
UNKNOWN = "K7M2QX4P"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders")]
# The page cuts the write-ahead log, which no transaction may surround.
on_files = pytest.mark.django_db(transaction=True)


def ask(client: Client, reference: str, contact: str) -> Any:
    """Send the form, and let the worker do what it asks for."""
    response = client.post(URL, {"reference": reference, "contact": contact})
    carry_out_deletions()
    return response


def test_the_page_asks_for_reference_and_contact_and_is_kept_by_nobody(client: Client) -> None:
    response = client.get(URL)
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert 'name="reference"' in page
    assert 'name="contact"' in page
    assert f'<form method="post" action="{URL}" novalidate>' in page


@on_files
def test_reference_and_contact_delete_the_submission_with_all_that_hangs_on_it(
    client: Client, submit: Callable[..., Submission], admin_user: User
) -> None:
    submission, other = submit(), submit(key="1" * 32)
    Note.objects.create(submission=submission, author=admin_user, text="一")
    response = ask(client, submission.reference, "13800138000")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert Submission.objects.get() == other
    assert Delivery.objects.get().submission == other
    assert not Note.objects.exists()
    record = AccessRecord.objects.get()
    assert (record.kind, record.reference, record.user) == (
        AccessKind.DELETED, submission.reference, None,
    )  # fmt: skip
    assert SubmissionCount.objects.get().count == 1


@on_files
def test_the_answer_is_the_same_whether_or_not_anything_matched(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    answers = [
        ask(client, UNKNOWN, "13800138000"),
        ask(client, submission.reference, "13900139000"),
        ask(client, submission.reference, "li@example.com"),
        ask(client, submission.reference, "13800138000"),
        ask(client, submission.reference, "13800138000"),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (200, answers[0].content)
    }
    assert not Submission.objects.exists()
    assert AccessRecord.objects.count() == 1


@on_files
def test_a_contact_of_another_submission_deletes_nothing(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    submit(key="1" * 32, phone="13900139000", email="")
    ask(client, submission.reference, "13900139000")
    assert Submission.objects.count() == 2
    assert not AccessRecord.objects.exists()
    assert not MailboxTask.objects.exists()


def test_the_page_only_stores_what_is_asked_for(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    client.post(URL, {"reference": submission.reference, "contact": "13800138000"})
    assert Submission.objects.exists()
    assert DeletionRequest.objects.get().reference == submission.reference


@on_files
def test_the_worker_does_it_and_keeps_nothing_of_the_request(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submission = submit()
    client.post(URL, {"reference": submission.reference, "contact": "13800138000"})
    client.post(URL, {"reference": UNKNOWN, "contact": "13800138000"})
    call_command("deliver", "--once")
    assert not Submission.objects.exists()
    assert not DeletionRequest.objects.exists()


@on_files
def test_a_file_that_cannot_be_removed_keeps_its_request_and_holds_up_no_other(
    client: Client, submit: Callable[..., Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = submit(), submit(key="1" * 32)
    call_command("deliver", "--once")
    unlink = Path.unlink

    def fail(path: Path, missing_ok: bool = False) -> None:
        if kept.reference.lower() in path.read_text("utf-8").lower():
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fail)
        for submission in (kept, other):
            ask(client, submission.reference, "13800138000")
    assert Submission.objects.get() == kept
    assert DeletionRequest.objects.get().reference == kept.reference
    call_command("purge")
    assert not Submission.objects.exists()
    assert not DeletionRequest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("13800138000", True),
        ("138-0013-8000", True),
        ("+86 138 0013 8000", True),
        ("008613800138000", True),
        ("027-87654321", True),
        ("(027) 87654321", True),
        ("13800138000 / 027-87654321", True),
        ("Zhang@Example.COM", True),
        (" wang_12345678", True),
        ("12345678", False),
        ("li_12345678", False),
        (" zhang@example.com ", True),
        ("13800138001", False),
        ("1380013800", False),
        ("87654321", False),
        ("8000", False),
        ("zhang@example.co", False),
        ("zhang@example.com.", False),
        ("@", False),
        ("", False),
    ],
)
def test_a_contact_counts_in_whatever_writing(typed: str, is_same: bool) -> None:
    stored = {"phone": "+86-13800138000/027-87654321", "email": "zhang@example.com"}
    stored["wechat"] = "Wang_12345678"
    assert is_same_contact(typed, **stored) is is_same


def test_an_empty_contact_never_matches_an_empty_one() -> None:
    assert not is_same_contact("", phone="", email="", wechat="")


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@on_files
@pytest.mark.parametrize(
    "typed_as",
    [
        str.lower,
        lambda text: f" {text} ",
        lambda text: f"{text[:4]} {text[4:]}",
        lambda text: f"{text[:4]}-{text[4:]}",
        full_width,
    ],
    ids=["lower", "padded", "spaced", "hyphened", "full-width"],
)
def test_the_reference_counts_in_whatever_writing(
    client: Client, submit: Callable[..., Submission], typed_as: Callable[[str], str]
) -> None:
    reference = submit().reference
    ask(client, typed_as(reference), "13800138000")
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("reference", "contact", "message"),
    [
        ("", "13800138000", "请填写编号。"),
        (UNKNOWN, "", "请填写电话、邮箱或微信号。"),
        ("K7M2QX4", "13800138000", "编号是8位字母和数字"),
        ("K7M2QX40", "13800138000", "编号是8位字母和数字"),
        ("K" * 21, "13800138000", "最多20个字。"),
        (UNKNOWN, "zhang@", "邮箱格式不对"),
        (UNKNOWN, "123", "请填可以拨通的电话"),
        (UNKNOWN, "1" * 255, "最多254个字。"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field_and_stays_typed(
    client: Client, reference: str, contact: str, message: str
) -> None:
    response = ask(client, reference, contact)
    page = response.content.decode()
    assert response.status_code == 422
    assert "no-store" in response.headers["Cache-Control"]
    assert page.count(message) == 2  # beside the field and in the summary
    for typed in filter(str.isprintable, filter(None, (reference, contact))):
        assert f'value="{typed}"' in page


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=1", b"reference=%00&contact=%ff"])
def test_no_body_is_answered_with_a_server_error(client: Client, body: bytes) -> None:
    response = client.post(URL, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_a_form_of_another_site_is_refused(submit: Callable[..., Submission]) -> None:
    submission = submit()
    response = ask(Client(enforce_csrf_checks=True), submission.reference, "13800138000")
    assert response.status_code == 403
    assert Submission.objects.exists()


def fails(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Fail as a database does that quotes what it was given."""
    raise OperationalError("DETAIL: 13800138000")


def test_a_database_that_fails_keeps_what_was_typed_out_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.execute_wrapper(fails):
        response = client.post(URL, {"reference": UNKNOWN, "contact": "13800138000"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert 'value="13800138000"' in response.content.decode()
    assert "OperationalError" in caplog.text
    assert "13800138000" not in caplog.text


@pytest.mark.parametrize(
    ("state", "attempts", "outcomes", "is_task"),
    [
        (DeliveryState.QUEUED, 0, [], False),
        (DeliveryState.RETRY, 1, [AttemptOutcome.RETRY], False),
        (DeliveryState.FAILED, 1, [AttemptOutcome.FAILED], False),
        (DeliveryState.RETRY, 0, [AttemptOutcome.RETRY], False),
        (DeliveryState.SENDING, 1, [], True),
        (DeliveryState.SENT, 1, [AttemptOutcome.SENT], True),
        (DeliveryState.UNKNOWN, 1, [AttemptOutcome.UNKNOWN], True),
        (DeliveryState.RETRY, 2, [AttemptOutcome.UNKNOWN, AttemptOutcome.RETRY], True),
        (DeliveryState.QUEUED, 0, [AttemptOutcome.SENT], True),
        (DeliveryState.RETRY, 2, [AttemptOutcome.RETRY], True),
    ],
)
def test_what_a_mailbox_may_hold_becomes_a_task(
    submit: Callable[..., Submission],
    state: DeliveryState,
    attempts: int,
    outcomes: list[AttemptOutcome],
    is_task: bool,
) -> None:
    submission = submit()
    delivery = submission.deliveries.get()
    submission.deliveries.update(state=state, attempts=attempts)
    for outcome in outcomes:
        DeliveryAttempt.objects.create(
            delivery=delivery, stage=DeliveryStage.ANSWER, outcome=outcome
        )
    delete_submission(reference=submission.reference)
    tasks = list(MailboxTask.objects.values_list("reference", flat=True))
    assert tasks == ([submission.reference] if is_task else [])


def test_a_digest_that_named_the_submission_becomes_a_task_too(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    submission = submit()
    settings.DIGEST_HOUR = 0
    queue_digest_if_due(timezone.now())
    Delivery.objects.filter(submission=None).update(state=DeliveryState.SENT)
    delete_submission(reference=submission.reference)
    assert MailboxTask.objects.get().reference == submission.reference
    digest = Delivery.objects.get()
    assert submission.reference not in digest.text
    assert submission.company_name not in digest.text


def test_unsent_mail_is_not_sent_any_more(submit: Callable[..., Submission]) -> None:
    submission = submit()
    delete_submission(reference=submission.reference)
    assert not deliver_next()
    assert not is_in_written_mail(submission.reference)


def test_a_worker_copes_with_a_message_that_is_deleted_while_it_is_sent(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    delivery = claim()
    assert delivery is not None
    delete_submission(reference=submission.reference)
    record_attempt(delivery=delivery, report=send(delivery))
    assert not DeliveryAttempt.objects.exists()
    assert MailboxTask.objects.get().reference == submission.reference


def test_deleting_twice_is_deleting_once(submit: Callable[..., Submission]) -> None:
    submission = submit()
    for _ in range(2):
        delete_submission(reference=submission.reference)
    assert SubmissionCount.objects.get().count == 1
    assert AccessRecord.objects.count() == 1


@on_files
def test_nothing_of_it_is_left_in_tables_mail_log_or_address_and_after_a_purge_in_no_file(
    client: Client,
    submit: Callable[..., Submission],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    markers = (
        "查无此厂二八六",
        "查无此人二八六",
        "查无此话二八六",
        "13728602860",
        "x286@example.org",
    )
    names = ("company_name", "contact_name", "message", "phone", "email")
    submission = submit(**dict(zip(names, markers, strict=True)))
    submit(key="1" * 32, company_name="留下的厂")
    call_command("deliver", "--once")
    assert all(is_in_database(marker) for marker in markers)
    assert is_in_written_mail(markers[0])

    response = ask(client, submission.reference, markers[3])

    assert not any(is_in_written_mail(marker) for marker in markers)
    assert is_in_written_mail("留下的厂")
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        assert log.stat().st_size == 0
    logged = caplog.text + "".join(capfd.readouterr())
    shown = response.content.decode() + str(response.headers) + response.request["PATH_INFO"]
    assert not any(marker in logged + shown for marker in markers)
    call_command("purge")
    assert not any(is_in_database(marker) for marker in markers)
    assert is_in_database("留下的厂")


@on_files
def test_the_receipt_is_gone_with_the_submission(
    client: Client, filled_form: dict[str, Any]
) -> None:
    address = client.post("/diagnosis/", filled_form).headers["Location"]
    assert client.get(address).status_code == 200
    ask(client, Submission.objects.get().reference, filled_form["phone"])
    assert client.get(address).status_code == 410


def test_the_notices_lead_to_the_page(client: Client) -> None:
    result = client.post("/diagnosis/", {"revenue_y1": "6000"}).headers["Location"]
    for page in ("/privacy/", result):
        assert f'href="{URL}"' in client.get(page).content.decode()


def test_the_privacy_page_says_what_the_settings_keep(client: Client, settings: Settings) -> None:
    settings.CHECKED_ANSWERS_HOURS = 7
    settings.RECEIPT_DAYS = 37
    settings.RETENTION_DAYS_AFTER_CLOSING = 181
    settings.RETENTION_DAYS_AFTER_SUBMISSION = 366
    settings.BACKUP_RETENTION_DAYS = 32
    settings.ACCESS_RECORD_RETENTION_DAYS = 733
    settings.DIAGNOSIS_RECIPIENTS = ["a@example.org", "b@example.org"]
    settings.CONSENT_VERSION = "2031-07"
    response = client.get("/privacy/")
    page = response.content.decode()
    for fact in ("留7小时", "37天", "181天", "366天", "32天", "733天", "2031-07"):
        assert fact in page
    for recipient in settings.DIAGNOSIS_RECIPIENTS:
        assert recipient in page
    assert not response.cookies


def test_old_backups_are_said_to_stay_a_while(client: Client, settings: Settings) -> None:
    settings.BACKUP_RETENTION_DAYS = 32
    assert "32天" in client.get(URL).content.decode()
