"""Queued messages go out once each; what cannot go out is tried again and never blocks the rest."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.delivery.transport import SendReport
from policies.diagnosis.delivery.worker import claim, deliver_next, record_attempt
from policies.diagnosis.models import Delivery, DeliveryAttempt, MailChannel, Submission
from policies.diagnosis.vocabulary import (
    AttemptOutcome,
    DeliveryKind,
    DeliveryStage,
    DeliveryState,
)

LEASE = timedelta(minutes=10)

pytestmark = pytest.mark.django_db


def test_a_sent_message_is_logged_and_not_sent_again(submit: Callable[..., Submission]) -> None:
    submission = submit()
    assert deliver_next()
    assert not deliver_next()
    delivery = submission.deliveries.get()
    assert delivery.state == DeliveryState.SENT
    assert delivery.attempt_log.get().outcome == AttemptOutcome.SENT
    [message] = mail.outbox
    assert message.extra_headers["Message-ID"] == delivery.message_id
    assert message.reply_to == ["zhang@example.com"]


def test_a_claimed_message_cannot_be_claimed_again(submit: Callable[..., Submission]) -> None:
    submit()
    now = timezone.now()
    assert Delivery.objects.claim_next(now=now, lease=LEASE) is not None
    assert Delivery.objects.claim_next(now=now, lease=LEASE) is None


def test_a_message_whose_worker_fell_silent_is_taken_over(
    submit: Callable[..., Submission],
) -> None:
    submit()
    now = timezone.now()
    first = Delivery.objects.claim_next(now=now, lease=LEASE)
    second = Delivery.objects.claim_next(now=now + LEASE * 1.01, lease=LEASE)
    assert first is not None
    assert second is not None
    assert second.message_id == first.message_id
    assert second.lease_token != first.lease_token


def test_a_worker_that_lost_its_lease_does_not_change_the_delivery(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    now = timezone.now()
    late = Delivery.objects.claim_next(now=now, lease=LEASE)
    Delivery.objects.claim_next(now=now + LEASE * 1.01, lease=LEASE)
    assert late is not None
    record_attempt(delivery=late, report=SendReport(DeliveryStage.CONNECT))
    assert submission.deliveries.get().state == DeliveryState.SENDING


def test_a_failure_is_tried_again_later_by_the_schedule(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_RETRY_MINUTES = [0, 2, 5]
    settings.DELIVERY_RETRY_JITTER = 0
    delivery = submit().deliveries.get()
    waits = []
    for _ in settings.DELIVERY_RETRY_MINUTES:
        claimed = Delivery.objects.claim_next(now=delivery.next_attempt_at, lease=LEASE)
        assert claimed is not None
        earlier = timezone.now()
        record_attempt(
            delivery=claimed, report=SendReport(DeliveryStage.RECIPIENT, 450, "try later")
        )
        delivery.refresh_from_db()
        waits.append(round((delivery.next_attempt_at - earlier).total_seconds() / 60))
    assert waits[:2] == [2, 5]
    assert delivery.state == DeliveryState.FAILED
    assert "报收件人：try later" in delivery.last_error
    outcomes = list(delivery.attempt_log.values_list("outcome", flat=True))
    assert outcomes == [AttemptOutcome.RETRY, AttemptOutcome.RETRY, AttemptOutcome.FAILED]


def test_a_bad_address_does_not_block_the_queue(submit: Callable[..., Submission]) -> None:
    bad, good = submit().deliveries.get(), submit(key="1" * 32).deliveries.get()
    Delivery.objects.filter(pk=bad.pk).update(recipient="a\nBcc: b@example.com")
    call_command("deliver", "--once")
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.state == DeliveryState.FAILED
    assert bad.attempt_log.get().stage == DeliveryStage.COMPOSE
    assert good.state == DeliveryState.SENT


def test_an_unreachable_mail_server_leaves_the_message_for_later(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRY
    assert delivery.attempt_log.get().stage == DeliveryStage.CONNECT


def test_without_a_mail_server_each_message_becomes_a_file(
    submit: Callable[..., Submission], folders: None, tmp_path: Path
) -> None:
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    [path] = (tmp_path / "mail").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert message["Message-ID"] == delivery.message_id
    assert message["Subject"] == delivery.subject


def test_a_poll_with_nothing_due_costs_one_query(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        deliver_next()


def test_waits_grow_to_about_three_days_and_spread_a_little(settings: Settings) -> None:
    total = sum(settings.DELIVERY_RETRY_MINUTES) / 60 / 24
    assert 2.5 < total < 3.5
    assert 0 < settings.DELIVERY_RETRY_JITTER < 1


def test_no_more_messages_go_out_in_a_window_than_the_provider_takes(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_MOST_PER_WINDOW = 2
    for number in range(3):
        submit(key=f"{number:032}")
    assert [deliver_next() for _ in range(3)] == [True, True, False]
    assert len(mail.outbox) == 2
    lately = timezone.now() - timedelta(minutes=settings.DELIVERY_WINDOW_MINUTES + 1)
    DeliveryAttempt.objects.update(at=lately)
    assert deliver_next()


def test_an_attempt_that_never_reached_the_text_does_not_use_up_the_window(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_MOST_PER_WINDOW = 1
    first, second = submit(), submit(key="1" * 32)
    record_attempt(delivery=claimed(first), report=SendReport(DeliveryStage.CONNECT))
    assert deliver_next()
    assert second.deliveries.get().state == DeliveryState.SENT


def test_the_advisers_messages_leave_first_and_part_of_the_window_is_theirs_alone(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_MOST_PER_WINDOW, settings.DELIVERY_SHARE_OF_OTHERS = 6, 0.5
    for number, kind in enumerate([*reversed(DeliveryKind), DeliveryKind.ADVISERS]):
        submit(key=f"{number:032}").deliveries.update(kind=kind)

    assert [deliver_next() for _ in range(6)] == [True] * 5 + [False]

    sent = Delivery.objects.filter(state=DeliveryState.SENT).order_by("sent_at", "pk")
    first = list(DeliveryKind)[:4]
    assert list(sent.values_list("kind", flat=True)) == [DeliveryKind.ADVISERS, *first]
    submit(key="9" * 32)
    assert deliver_next()


def claimed(submission: Submission) -> Delivery:
    """Claim the delivery of a submission as a worker does."""
    found = claim()
    assert found is not None
    assert found.submission_id == submission.pk
    return found


def test_a_refused_login_pauses_the_channel_alerts_and_uses_up_no_attempt(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    report = SendReport(DeliveryStage.LOGIN, 535, "Error: authentication failed")
    record_attempt(delivery=claimed(submission), report=report)
    delivery, channel = submission.deliveries.get(), MailChannel.objects.get()
    assert delivery.state == DeliveryState.RETRY
    assert delivery.attempts == 0
    assert channel.needs_a_person
    assert channel.paused_until is not None
    submit(key="1" * 32)
    assert not deliver_next()
    assert any("要人处理" in problem for problem in delivery_health().problems)


def test_a_message_that_passes_opens_the_channel_again(submit: Callable[..., Submission]) -> None:
    submission = submit()
    report = SendReport(DeliveryStage.LOGIN, 535, "Error: authentication failed")
    record_attempt(delivery=claimed(submission), report=report)
    earlier = timezone.now() - timedelta(seconds=1)
    MailChannel.objects.update(paused_until=earlier)
    Delivery.objects.update(next_attempt_at=earlier)
    assert deliver_next()
    channel = MailChannel.objects.get()
    assert channel.paused_until is None
    assert not channel.needs_a_person


def test_a_spam_verdict_tries_once_more_with_reference_and_link_only(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    spam = SendReport(DeliveryStage.ANSWER, 554, "DT:SPM 126 smtp1")
    record_attempt(delivery=claimed(submission), report=spam)
    delivery = submission.deliveries.get()
    assert delivery.state == DeliveryState.RETRY
    assert delivery.is_minimal
    assert submission.reference in delivery.subject
    assert "/admin/diagnosis/submission/" in delivery.text
    for typed in ("襄阳", "张三", "13800138000", "研发费用怎么归集"):
        assert typed not in delivery.subject + delivery.text + delivery.html

    Delivery.objects.update(next_attempt_at=timezone.now())
    record_attempt(delivery=claimed(submission), report=spam)
    assert submission.deliveries.get().state == DeliveryState.FAILED


def test_a_connection_that_broke_after_the_final_dot_is_unknown_and_ends_decided(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_RETRY_MINUTES = [0, 0]
    submission = submit()
    silence = SendReport(DeliveryStage.ANSWER, None, "Connection unexpectedly closed")
    record_attempt(delivery=claimed(submission), report=silence)
    assert submission.deliveries.get().state == DeliveryState.UNKNOWN
    record_attempt(delivery=claimed(submission), report=silence)
    assert submission.deliveries.get().state == DeliveryState.FAILED


def test_the_message_id_stays_the_same_on_every_attempt(submit: Callable[..., Submission]) -> None:
    submission = submit()
    before = submission.deliveries.get().message_id
    record_attempt(
        delivery=claimed(submission), report=SendReport(DeliveryStage.ANSWER, 554, "DT:SPM")
    )
    assert submission.deliveries.get().message_id == before


def test_a_message_that_was_deleted_under_way_is_left_alone(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    delivery = claimed(submission)
    submission.delete()
    record_attempt(delivery=delivery, report=SendReport(DeliveryStage.DONE))
    assert DeliveryAttempt.objects.count() == 0
