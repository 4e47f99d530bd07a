"""The daily digest: once a day whatever the number of workers, with counts and open cases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from policies.diagnosis.delivery.digest import queue_digest_if_due
from policies.diagnosis.models import Delivery, MailboxTask, Submission
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind

pytestmark = pytest.mark.django_db

AT_SEVEN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # in Shanghai, on the 24th
AT_EIGHT = AT_SEVEN + timedelta(hours=1)


@pytest.fixture(autouse=True)
def due_at_eight(settings: Settings) -> None:
    settings.DIGEST_HOUR = 8


def digest() -> Delivery:
    return Delivery.objects.get(kind=DeliveryKind.DIGEST)


def test_it_is_queued_once_its_hour_has_come_and_once_a_day() -> None:
    assert not queue_digest_if_due(AT_SEVEN)
    assert queue_digest_if_due(AT_EIGHT)
    assert not queue_digest_if_due(AT_EIGHT + timedelta(hours=5))
    assert queue_digest_if_due(AT_EIGHT + timedelta(days=1))


def test_every_recipient_gets_one(settings: Settings) -> None:
    settings.DIAGNOSIS_RECIPIENTS = ["a@example.com", "b@example.com"]
    queue_digest_if_due(AT_EIGHT)
    digests = Delivery.objects.filter(kind=DeliveryKind.DIGEST)
    assert sorted(item.recipient for item in digests) == ["a@example.com", "b@example.com"]


def test_it_counts_and_lists_the_open_cases(submit: Callable[..., Submission]) -> None:
    adviser = User.objects.create_user("顾问甲")
    late, closed = submit(), submit(key="1" * 32, company_name="已办结公司")
    Submission.objects.filter(pk=late.pk).update(
        due_on="2026-11-20", status=CaseStatus.TAKEN, assigned_to=adviser
    )
    Submission.objects.filter(pk=closed.pk).update(status=CaseStatus.CLOSED)
    MailboxTask.objects.create(reference="ACDEFGH2")
    queue_digest_if_due(AT_EIGHT)
    text = digest().text
    assert "新 0，已接手 1，已联系 0，已关闭 1，疑似垃圾 0，垃圾信息 0" in text
    assert "超过期限未联系 1；待删的邮箱副本 1" in text
    row = (late.reference, "2026-11-20 已过期", "已接手", "顾问甲", late.company_name)
    assert " | ".join(row) in text
    assert "已办结公司" not in text


def test_a_quiet_day_has_a_digest_too() -> None:
    queue_digest_if_due(AT_EIGHT)
    assert "【未关闭】" in digest().text
    assert "没有" in digest().text


def test_its_subject_carries_the_day() -> None:
    queue_digest_if_due(AT_EIGHT)
    assert digest().subject == "诊断表每日汇总 2026-11-24"
