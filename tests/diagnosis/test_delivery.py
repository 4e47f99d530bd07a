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

from policies.diagnosis.delivery.transport import SendReport
from policies.diagnosis.delivery.worker import deliver_next, record_attempt
from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.vocabulary import AttemptOutcome, DeliveryStage, DeliveryState

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
    delivery = submit().deliveries.get()
    waits = []
    for _ in settings.DELIVERY_RETRY_MINUTES:
        claimed = Delivery.objects.claim_next(now=delivery.next_attempt_at, lease=LEASE)
        assert claimed is not None
        earlier = timezone.now()
        record_attempt(
            delivery=claimed, report=SendReport(DeliveryStage.RECIPIENT, 550, "no such user")
        )
        delivery.refresh_from_db()
        waits.append(round((delivery.next_attempt_at - earlier).total_seconds() / 60))
    assert waits[:2] == [2, 5]
    assert delivery.state == DeliveryState.FAILED
    assert "报收件人：no such user" in delivery.last_error
    outcomes = list(delivery.attempt_log.values_list("outcome", flat=True))
    assert outcomes == [AttemptOutcome.RETRY, AttemptOutcome.RETRY, AttemptOutcome.FAILED]


def test_a_bad_address_does_not_block_the_queue(submit: Callable[..., Submission]) -> None:
    bad, good = submit().deliveries.get(), submit(key="1" * 32).deliveries.get()
    Delivery.objects.filter(pk=bad.pk).update(recipient="a\nBcc: b@example.com")
    call_command("deliver", "--once")
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.state == DeliveryState.RETRY
    assert bad.attempt_log.get().stage == DeliveryStage.COMPOSE
    assert good.state == DeliveryState.SENT


def test_an_unreachable_mail_server_leaves_the_message_for_later(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRY
    assert delivery.attempt_log.get().stage == DeliveryStage.CONNECT


def test_without_a_mail_server_each_message_becomes_a_file(
    submit: Callable[..., Submission], settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "policies.diagnosis.delivery.eml_backend.EmlFileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
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
