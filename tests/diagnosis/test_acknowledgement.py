"""The enterprise's receipt by mail: at most one a day, and nothing in it that its sender typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.vocabulary import DeliveryKind
from policies.vocabulary.formats import date_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_acknowledgement(settings: Settings) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True


def acknowledgements() -> list[Delivery]:
    return list(Delivery.objects.filter(kind=DeliveryKind.ACKNOWLEDGEMENT))


def test_it_names_the_reference_and_the_day_of_the_answer(
    submit: Callable[..., Submission],
) -> None:
    submission = submit()
    [message] = acknowledgements()
    assert message.recipient == "zhang@example.com"
    assert submission.reference in message.subject
    assert submission.reference in message.text
    assert date_text(submission.due_on) in message.text


def test_it_carries_nothing_that_was_typed(submit: Callable[..., Submission]) -> None:
    submit(company_name="坏人公司 http://evil.example", contact_name="李四", message="点这里")
    [message] = acknowledgements()
    for typed in ("坏人", "evil", "李四", "点这里", "13800138000"):
        assert typed not in message.subject + message.text + message.html
    assert message.reply_to == "xinjiegou@126.com"


def test_without_an_address_there_is_none(submit: Callable[..., Submission]) -> None:
    submit(email="")
    assert acknowledgements() == []


def test_one_mailbox_gets_at_most_one_a_day(
    submit: Callable[..., Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit()
    submit(key="1" * 32, email="ZHANG+1@Example.com")
    assert len(acknowledgements()) == 1
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    submit(key="2" * 32)
    assert len(acknowledgements()) == 2


def test_it_can_be_turned_off(submit: Callable[..., Submission], settings: Settings) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = False
    submit()
    assert acknowledgements() == []


def test_two_addresses_get_one_each_and_the_adviser_answers_both(
    submit: Callable[..., Submission],
) -> None:
    submission = submit(email="zhang@example.com, li@example.com")
    assert {message.recipient for message in acknowledgements()} == {
        "zhang@example.com", "li@example.com",
    }  # fmt: skip
    [to_adviser] = submission.deliveries.filter(kind=DeliveryKind.ADVISERS)
    written = EmailMessage(reply_to=[to_adviser.reply_to]).message()
    assert written["Reply-To"] == "zhang@example.com, li@example.com"
