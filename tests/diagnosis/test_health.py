"""Someone notices: the command, the machine's answer and the banner say what is wrong with mail."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.delivery.worker import record_heartbeat
from policies.diagnosis.models import Delivery, OperationRecord, Submission, WorkerHeartbeat
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind, DeliveryState, OperationKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def running_worker(db: None) -> None:
    record_heartbeat()


def checked() -> tuple[int, str]:
    """Run the command; return its exit code and its one line."""
    output = io.StringIO()
    try:
        call_command("check_delivery", stdout=output)
    except SystemExit as stop:
        return int(str(stop.code)), output.getvalue()
    return 0, output.getvalue()


def test_a_sound_site_is_one_line_and_exit_0(submit: Callable[..., Submission]) -> None:
    submit()
    code, line = checked()
    assert code == 0
    assert line.count("\n") == 1
    assert line.startswith("delivery: ok failed=0 oldest_waiting=0分钟 worker_heartbeat=0分钟")


def test_a_failed_message_needs_attention_until_it_is_confirmed_or_closed(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    submission.deliveries.update(state=DeliveryState.FAILED)
    code, line = checked()
    assert code == 1
    assert "1封给顾问的邮件发送失败" in line
    submission.deliveries.update(confirmed_at=timezone.now())
    assert checked()[0] == 0
    submission.deliveries.update(confirmed_at=None)
    Submission.objects.update(status=CaseStatus.CLOSED)
    assert checked()[0] == 0


def test_a_failed_receipt_to_an_enterprise_is_no_alarm(submit: Callable[..., Submission]) -> None:
    submit().deliveries.update(state=DeliveryState.FAILED, kind=DeliveryKind.ACKNOWLEDGEMENT)
    assert checked()[0] == 0


def test_a_message_that_waits_too_long_needs_attention(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    submit()
    earlier = timezone.now() - settings.HEALTH_OLDEST_WAITING - timedelta(minutes=1)
    Delivery.objects.update(created_at=earlier)
    assert any("61分钟还没有发出" in problem for problem in delivery_health().problems)


def test_a_silent_worker_needs_attention(settings: Settings) -> None:
    earlier = timezone.now() - settings.HEALTH_WORKER_SILENT - timedelta(seconds=1)
    WorkerHeartbeat.objects.update(at=earlier)
    assert "发信进程没有在运行" in delivery_health().problems
    WorkerHeartbeat.objects.all().delete()
    assert "发信进程没有在运行" in delivery_health().problems


def test_a_full_disk_needs_attention(settings: Settings) -> None:
    settings.HEALTH_LOWEST_FREE_MEGABYTES = 10**9
    assert any(problem.startswith("磁盘只剩") for problem in delivery_health().problems)


def test_what_was_entrusted_wants_a_recent_backup(
    submit: Callable[..., Submission], settings: Settings
) -> None:
    assert delivery_health().problems == ()
    submit()
    long_ago = timezone.now() - settings.HEALTH_BACKUP_AGE - timedelta(hours=1)
    Submission.objects.update(created_at=long_ago)
    Delivery.objects.update(state=DeliveryState.SENT)
    assert delivery_health().problems == ("还没有备份过",)
    backup = OperationRecord.objects.create(kind=OperationKind.BACKUP)
    assert delivery_health().problems == ()
    OperationRecord.objects.filter(pk=backup.pk).update(at=long_ago - timedelta(hours=1))
    assert delivery_health().problems == ("没有近期备份",)


def test_readiness_tells_machines_the_same_and_keeps_the_form_open(
    client: Client, submit: Callable[..., Submission]
) -> None:
    submit().deliveries.update(state=DeliveryState.FAILED)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert "delivery: attention failed=1" in response.content.decode()


def test_the_desk_shows_a_banner_to_those_who_see_submissions(
    client: Client, admin_client: Client, submit: Callable[..., Submission]
) -> None:
    submit().deliveries.update(state=DeliveryState.FAILED)
    assert "1封给顾问的邮件发送失败" in admin_client.get("/admin/").content.decode()
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    client.force_login(editor)
    assert "发送失败" not in client.get("/admin/").content.decode()
