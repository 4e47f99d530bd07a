"""Editors hear by mail of every mistake that a reader reports, once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from pytest_django import Settings

from policies.diagnosis.delivery.error_reports import queue_error_reports
from policies.diagnosis.models import Delivery
from policies.diagnosis.vocabulary import DeliveryKind
from policies.models import ErrorReport, TopicSection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def report(text: str = "第3条的文号不对", *, kind: str = "term", row_id: int = 7) -> ErrorReport:
    return ErrorReport.objects.create(kind=kind, row_id=row_id, shown="主导产品", text=text)


def queued() -> list[Delivery]:
    return list(Delivery.objects.filter(kind=DeliveryKind.ERROR_REPORT))


def test_every_recipient_gets_one_message_about_each_report(settings: Settings) -> None:
    settings.DIAGNOSIS_RECIPIENTS = ["a@example.com", "b@example.com"]
    report()
    report("另一处")

    queue_error_reports(NOW)
    assert (
        sorted(item.recipient for item in queued()) == ["a@example.com"] * 2 + ["b@example.com"] * 2
    )


def test_a_message_says_what_the_reader_saw_and_said_and_where_it_is_edited(
    settings: Settings,
) -> None:
    settings.SITE_URL = "https://example.org"
    report()
    queue_error_reports(NOW)

    [message] = queued()
    assert "主导产品" in message.text
    assert "第3条的文号不对" in message.text
    assert "https://example.org/admin/policies/term/7/change/" in message.text


def test_a_part_is_edited_on_the_page_of_its_whole() -> None:
    section = TopicSection.objects.all()[0]
    report(kind="topicsection", row_id=section.pk)
    queue_error_reports(NOW)

    assert f"/admin/policies/topicpage/{section.page_id}/change/" in queued()[0].text


def test_a_report_is_told_of_once() -> None:
    row = report()

    queue_error_reports(NOW)
    queue_error_reports(NOW + timedelta(days=1))
    assert len(queued()) == 1
    row.refresh_from_db()
    assert row.notified_at == NOW


@pytest.mark.django_db(transaction=True)
def test_several_workers_tell_of_a_report_once(settings: Settings) -> None:
    for number in range(10):
        report(f"第{number}处")
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        queue_error_reports(NOW)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(queued()) == 10 * len(settings.DIAGNOSIS_RECIPIENTS)


def test_what_a_reader_types_stays_out_of_the_headers(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    report("改错\r\nBcc: victim@example.com\r\n\r\n{{ settings.SECRET_KEY }}")
    call_command("deliver", once=True)

    [message] = mail.outbox
    assert message.bcc == []
    assert message.message()["Bcc"] is None
    assert "Bcc" not in message.subject
    assert "{{ settings.SECRET_KEY }}" in message.body
