"""What each reply of a mail server means for the message and for the channel."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.diagnosis.delivery.replies import judge
from policies.diagnosis.delivery.transport import SendReport
from policies.diagnosis.vocabulary import AttemptOutcome, DeliveryStage

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # noon in Shanghai
STAGE = DeliveryStage


@pytest.mark.parametrize(
    ("stage", "code", "text", "outcome"),
    [
        (STAGE.DONE, 250, "", AttemptOutcome.SENT),
        (STAGE.COMPOSE, None, "ValueError", AttemptOutcome.FAILED),
        (STAGE.CONNECT, None, "Connection refused", AttemptOutcome.RETRY),
        (STAGE.CONNECT, 421, "too busy", AttemptOutcome.RETRY),
        (STAGE.LOGIN, 454, "Temporary authentication failure", AttemptOutcome.RETRY),
        (STAGE.RECIPIENT, 450, "mailbox busy", AttemptOutcome.RETRY),
        (STAGE.RECIPIENT, 550, "User not found", AttemptOutcome.FAILED),
        (STAGE.DATA, None, "Connection reset", AttemptOutcome.RETRY),
        (STAGE.ANSWER, None, "timed out", AttemptOutcome.UNKNOWN),
        (STAGE.ANSWER, 451, "try again", AttemptOutcome.RETRY),
        (STAGE.ANSWER, 552, "too large", AttemptOutcome.FAILED),
    ],
)
def test_the_outcome_for_the_message(
    stage: DeliveryStage, code: int | None, text: str, outcome: AttemptOutcome
) -> None:
    judgement = judge(SendReport(stage, code, text), NOW)
    assert judgement.outcome == outcome
    assert judgement.pause_until is None
    assert not judgement.needs_a_person


@pytest.mark.parametrize(
    ("stage", "code", "text", "pause", "needs_a_person"),
    [
        (STAGE.LOGIN, 535, "Error: authentication failed", timedelta(minutes=15), True),
        (STAGE.LOGIN, 550, "User suspended", timedelta(minutes=15), True),
        (STAGE.SENDER, 553, "Mail from must equal authorized user", timedelta(minutes=15), True),
        (STAGE.CONNECT, None, "CERTIFICATE_VERIFY_FAILED", timedelta(minutes=15), True),
        (STAGE.ANSWER, 451, "MI:SFQ 126 smtp7", timedelta(minutes=15), False),
        (STAGE.ANSWER, 554, "MI:STC 126 smtp7", timedelta(hours=12), False),
        (STAGE.RECIPIENT, 550, "mi:stc", timedelta(hours=12), False),
    ],
)
def test_what_no_message_can_pass_pauses_the_channel(
    stage: DeliveryStage, code: int | None, text: str, pause: timedelta, needs_a_person: bool
) -> None:
    judgement = judge(SendReport(stage, code, text), NOW)
    assert judgement.outcome == AttemptOutcome.RETRY
    assert judgement.pause_until == NOW + pause
    assert judgement.needs_a_person == needs_a_person


@pytest.mark.parametrize("code", [554, 550, 451])
def test_a_spam_verdict_is_of_the_text_whatever_its_code(code: int) -> None:
    assert judge(SendReport(STAGE.ANSWER, code, "DT:SPM 126 smtp7"), NOW).is_spam
