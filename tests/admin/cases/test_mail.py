"""A person sends a message again, confirms that it arrived, and deletes a copy in a mailbox."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.casework.mail import (
    complete_mailbox_task,
    confirm_receipt,
    may_confirm,
    may_resend,
    resend_delivery,
)
from policies.diagnosis.casework.steps import StepRefused
from policies.diagnosis.models import Delivery, MailboxTask, Submission
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryState
from tests.admin.cases.staff import adviser, client_of

Submit = Callable[..., Submission]

# Each state with how many minutes ago it was sent, and what may be done then.
ALLOWED = [
    (DeliveryState.QUEUED, None, False, False),
    (DeliveryState.SENDING, None, False, False),
    (DeliveryState.RETRY, None, False, False),
    (DeliveryState.UNKNOWN, None, False, True),
    (DeliveryState.FAILED, None, True, True),
    (DeliveryState.SENT, 9, False, True),
    (DeliveryState.SENT, 11, True, True),
]


def message_of(submission: Submission, **changes: object) -> Delivery:
    """Return the advisers' message of a submission with some fields changed."""
    Delivery.objects.filter(submission=submission).update(**changes)
    return submission.deliveries.get(kind=DeliveryKind.ADVISERS)


@pytest.mark.parametrize(("state", "minutes_ago", "resend", "confirm"), ALLOWED)
def test_what_may_be_done_depends_on_where_the_message_stands(
    submit: Submit, state: DeliveryState, minutes_ago: int | None, resend: bool, confirm: bool
) -> None:
    now = timezone.now()
    sent_at = now - timedelta(minutes=minutes_ago) if minutes_ago else None
    delivery = message_of(submit(), state=state, sent_at=sent_at)
    assert (may_resend(delivery, now), may_confirm(delivery)) == (resend, confirm)


def test_a_failed_message_goes_out_again_in_full_under_its_own_name(submit: Submit) -> None:
    submission, zhang = submit(), adviser()
    full = message_of(submission)
    failed = message_of(
        submission,
        state=DeliveryState.FAILED,
        attempts=12,
        next_attempt_at=timezone.now() + timedelta(days=1),
        is_minimal=True,
        subject="待人工评估",
        text="请在后台查看",
        html="",
        last_error="传正文：554 DT:SPM",
        lease_token="x",
        leased_until=timezone.now(),
    )
    resend_delivery(pk=failed.pk, submission=submission.pk, by=zhang)
    again = submission.deliveries.get()
    assert (again.message_id, again.subject, again.text, again.html) == (
        full.message_id,
        full.subject,
        full.text,
        full.html,
    )
    assert (again.state, again.attempts, again.is_minimal) == (DeliveryState.QUEUED, 0, False)
    assert (again.lease_token, again.leased_until, again.last_error) == ("", None, "")
    assert Delivery.objects.due(timezone.now()).get() == again
    assert submission.notes.get().text == f"重发邮件：给顾问，{again.recipient}"


def test_a_second_click_on_resend_is_refused(submit: Submit) -> None:
    submission, zhang = submit(), adviser()
    failed = message_of(submission, state=DeliveryState.FAILED)
    resend_delivery(pk=failed.pk, submission=submission.pk, by=zhang)
    with pytest.raises(StepRefused):
        resend_delivery(pk=failed.pk, submission=submission.pk, by=zhang)
    assert submission.notes.count() == 1


def test_the_note_about_a_receipt_does_not_repeat_the_address(
    submit: Submit, settings: Settings
) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True
    submission = submit()
    receipt = submission.deliveries.get(kind=DeliveryKind.ACKNOWLEDGEMENT)
    Delivery.objects.filter(pk=receipt.pk).update(state=DeliveryState.FAILED)
    resend_delivery(pk=receipt.pk, submission=submission.pk, by=adviser())
    assert submission.notes.get().text == "重发邮件：给企业的回执"


def test_a_message_is_confirmed_once_by_name(submit: Submit) -> None:
    submission, zhang, li = submit(), adviser(), adviser("lisi", "李四")
    sent = message_of(submission, state=DeliveryState.SENT)
    confirm_receipt(pk=sent.pk, submission=submission.pk, by=zhang)
    with pytest.raises(StepRefused, match="张三"):
        confirm_receipt(pk=sent.pk, submission=submission.pk, by=li)
    sent.refresh_from_db()
    assert sent.confirmed_by == zhang
    assert sent.confirmed_at is not None


def test_the_page_offers_and_does_both(submit: Submit) -> None:
    submission, client = submit(), client_of(adviser())
    failed = message_of(submission, state=DeliveryState.FAILED)
    page = reverse("admin:diagnosis_submission_change", args=[submission.pk])
    for button, name in (("确认收到", "confirm"), ("重发", "resend")):
        assert f">{button}</button>" in client.get(page).content.decode()
        address = reverse(f"admin:diagnosis_submission_{name}", args=[submission.pk, failed.pk])
        assert client.post(address).headers["Location"] == f"{page}#mail"
        assert f">{button}</button>" not in client.get(page).content.decode()
    failed.refresh_from_db()
    assert failed.state == DeliveryState.QUEUED
    assert "张三于" in client.get(page).content.decode()


def test_what_is_refused_is_said_on_the_page(submit: Submit) -> None:
    submission, client = submit(), client_of(adviser())
    queued = submission.deliveries.get()
    address = reverse("admin:diagnosis_submission_resend", args=[submission.pk, queued.pk])
    page = client.post(address, follow=True).content.decode()
    assert "暂不能重发" in page
    assert submission.notes.count() == 0


@pytest.mark.parametrize("name", ["resend", "confirm"])
def test_a_message_is_reached_through_its_own_submission_only(submit: Submit, name: str) -> None:
    one, other = submit(), submit(key="1" * 32)
    message = message_of(other, state=DeliveryState.FAILED)
    address = reverse(f"admin:diagnosis_submission_{name}", args=[one.pk, message.pk])
    assert client_of(adviser()).post(address).status_code == 404
    message.refresh_from_db()
    assert (message.state, message.confirmed_at) == (DeliveryState.FAILED, None)


def test_a_copy_in_a_mailbox_is_marked_deleted_once(db: None) -> None:
    task = MailboxTask.objects.create(reference="ACDEFGHJ")
    zhang, li = adviser(), adviser("lisi", "李四")
    complete_mailbox_task(pk=task.pk, by=zhang)
    with pytest.raises(StepRefused, match="张三"):
        complete_mailbox_task(pk=task.pk, by=li)
    task.refresh_from_db()
    assert task.done_by == zhang


def test_the_list_of_copies_has_a_button_for_each_that_is_left(db: None) -> None:
    left = MailboxTask.objects.create(reference="ACDEFGHJ")
    client = client_of(adviser())
    listed = reverse("admin:diagnosis_mailboxtask_changelist")
    done = reverse("admin:diagnosis_mailboxtask_done", args=[left.pk])
    assert f'formaction="{done}"' in client.get(listed).content.decode()
    client.get(done)
    left.refresh_from_db()
    assert left.done_at is None
    response = client.post(done)
    assert "ACDEFGHJ" in str(next(iter(get_messages(response.wsgi_request))))
    page = client.get(listed).content.decode()
    assert "formaction" not in page
    assert "张三" in page
    assert "ACDEFGHJ" not in client.get(listed, {"done": "no"}).content.decode()
