"""Who waits for a round confirms it, hears of it once, and withdraws without a cookie."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.models import (
    DeletionRequest,
    Delivery,
    DeliveryAttempt,
    Reminder,
    Submission,
)
from policies.diagnosis.privacy.deletion import carry_out_deletions
from policies.diagnosis.reminders.news import queue_reminders
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryState
from policies.models import ApplicationRound, RoundWindow, Tier
from policies.operations import purge
from policies.vocabulary import NoticeState, TierCode

URL = "/reminders/"
EMAIL = "reader-286@example.com"
WISH = {"tier": "key_little_giant", "region": "420000", "email": EMAIL, "consent": "on"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture
def visitor() -> Client:
    """Return a client that refuses what only a cookie would allow."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def coming_round(seeded: None) -> ApplicationRound:
    """Return the round of next year, whose notice nobody has seen."""
    ApplicationRound.objects.filter(tier__code=TierCode.KEY_LITTLE_GIANT).delete()
    template = ApplicationRound.objects.all()[0]
    template.pk, template.code, template.notice_state = None, "key-next", NoticeState.EXPECTED
    template.tier = Tier.objects.get(code=TierCode.KEY_LITTLE_GIANT)
    template.application_year, template.batch_name = timezone.localdate().year + 1, "第四批"
    template.save()
    return template


@pytest.fixture
def wait(visitor: Client) -> Callable[..., Reminder]:
    """Return a function that asks for a reminder and confirms it."""

    def wait(**changes: str) -> Reminder:
        assert visitor.post(URL, WISH | changes).status_code == 303
        reminder = Reminder.objects.latest("pk")
        visitor.post(reminder.get_absolute_url(), {"action": "confirm"})
        return reminder

    return wait


def issue(round: ApplicationRound) -> None:
    ApplicationRound.objects.filter(pk=round.pk).update(notice_state=NoticeState.ISSUED)


def reminded() -> list[str]:
    """Return who has a mail about the round, after the worker looked twice."""
    for _ in range(2):
        queue_reminders(timezone.now())
    mails = Delivery.objects.filter(kind=DeliveryKind.REMINDER)
    return sorted(mails.values_list("recipient", flat=True))


def test_nobody_waits_who_has_not_confirmed_and_no_link_confirms_by_being_opened(
    visitor: Client, coming_round: ApplicationRound
) -> None:
    answer = visitor.post(URL, WISH)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reminders/sent/")
    call_command("deliver", "--once")
    [message] = mail.outbox
    assert message.to == [EMAIL]
    found = re.search(r"https?://[^/]+(/reminders/\S+)", str(message.body))
    assert found is not None
    page = visitor.get(found[1])
    assert Reminder.objects.get().confirmed_at is None
    assert page.content.decode().count('method="post"') == 1
    issue(coming_round)
    assert reminded() == []

    confirmed = visitor.post(found[1], {"action": "confirm"}, follow=True)

    assert Reminder.objects.get().confirmed_at is not None
    assert "提醒登记好了" in confirmed.content.decode()
    assert not visitor.cookies
    assert EMAIL not in found[1] + page.content.decode() + confirmed.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "请填写邮箱"),
        ({"email": "reader@"}, "邮箱格式不对"),
        ({"email": '"a b"@example.com'}, "不带引号"),
        ({"consent": ""}, "请先勾选同意"),
        ({"tier": "x"}, "请从列出的选项中选择"),
        ({"region": "999999"}, "请从列出的选项中选择"),
        ({"website": "https://spam.example"}, "还没有收到"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    visitor: Client, changes: dict[str, str], message: str
) -> None:
    posted = WISH | changes
    answer = visitor.post(URL, posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert posted["email"].replace('"', "&quot;") in page
    assert not Reminder.objects.exists()


def test_a_link_presets_tier_and_province(client: Client) -> None:
    page = client.get(f"{URL}?tier=specialized&region=420000").content.decode()
    assert 'value="specialized" selected' in page
    assert 'value="420000" selected' in page


def test_floods_are_stopped_with_what_was_typed(visitor: Client, settings: Settings) -> None:
    settings.REMINDERS_PER_MAILBOX = 2
    codes = [visitor.post(URL, WISH | {"email": f"Reader+{n}@Example.com"}) for n in range(3)]
    assert [answer.status_code for answer in codes] == [303, 303, 429]
    assert "reader+2@example.com" in codes[-1].content.decode().casefold()
    assert int(codes[-1].headers["Retry-After"]) > 0
    settings.POSTS_PER_ADDRESS = 1
    posts = [visitor.post(URL, WISH, REMOTE_ADDR="203.0.113.7") for _ in range(2)]
    assert [answer.status_code for answer in posts] == [303, 429]


def test_a_published_notice_reaches_each_who_waits_for_that_tier_once(
    wait: Callable[..., Reminder], coming_round: ApplicationRound
) -> None:
    wait()
    wait(email="other@example.com", region="")
    wait(email="lower@example.com", tier="little_giant")
    wait()  # once more: it takes the place of the first
    assert reminded() == []
    issue(coming_round)
    assert reminded() == ["other@example.com", EMAIL]

    mail.outbox.clear()
    call_command("deliver", "--once")

    [message] = [each for each in mail.outbox if each.to == [EMAIL] and "第四批" in each.subject]
    headers = message.extra_headers
    assert "通知已发" in message.subject
    assert "/regions/hubei/" in str(message.body)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^/]+/reminders/[^/]+/>", headers["List-Unsubscribe"])
    assert reminded() == ["other@example.com", EMAIL]


def test_a_window_that_opens_today_reaches_those_who_knew_of_the_notice(
    wait: Callable[..., Reminder], coming_round: ApplicationRound
) -> None:
    today = timezone.localdate()
    issue(coming_round)
    wait()
    window = RoundWindow.objects.create(
        round=coming_round,
        position=1,
        title="企业填报",
        opens_on=today + timedelta(days=1),
        closes_on=today + timedelta(days=9),
        source=coming_round.source,
        trust_state=coming_round.trust_state,
    )
    assert reminded() == []
    RoundWindow.objects.filter(pk=window.pk).update(opens_on=today)
    assert reminded() == [EMAIL]
    wait(email="late@example.com")
    assert reminded() == [EMAIL]


@pytest.mark.parametrize("posted", [{"List-Unsubscribe": "One-Click"}, {"action": "withdraw"}])
def test_a_withdrawal_needs_no_cookie_and_stops_what_is_queued(
    visitor: Client,
    wait: Callable[..., Reminder],
    coming_round: ApplicationRound,
    posted: dict[str, str],
) -> None:
    address = wait().get_absolute_url()
    issue(coming_round)
    assert reminded() == [EMAIL]

    assert [visitor.post(address, posted).status_code for _ in range(2)] == [200, 200]

    assert not Reminder.objects.exists()
    call_command("deliver", "--once")
    assert not [each for each in mail.outbox if each.to == [EMAIL]]
    assert visitor.get(address).status_code == 404


def test_who_asks_for_the_adviser_becomes_a_case_when_confirmed(
    visitor: Client, wait: Callable[..., Reminder]
) -> None:
    visitor.post(URL, WISH | {"wants_contact": "on"})
    assert not Submission.objects.exists()
    wait(wants_contact="on")
    submission = Submission.objects.get()
    assert submission.email == EMAIL
    assert "重点“小巨人”" in submission.message
    assert submission.deliveries.get().kind == DeliveryKind.ADVISERS


@pytest.mark.django_db(transaction=True)
def test_the_address_goes_with_a_deletion_by_its_own_reference_alone(
    wait: Callable[..., Reminder], submit: Callable[..., Submission]
) -> None:
    """Anyone can submit with another's address; a reminder's reference was mailed to it."""
    of_reminder, of_form = wait(), submit(email="Form@example.com")
    others = wait(email="form@example.com")
    kept = wait(email="kept@example.com")
    DeletionRequest.objects.create(reference=of_reminder.reference, contact=EMAIL)
    DeletionRequest.objects.create(reference=of_form.reference, contact="13800138000")
    DeletionRequest.objects.create(reference=kept.reference, contact="wrong@example.com")
    carry_out_deletions()
    assert set(Reminder.objects.all()) == {others, kept}
    assert not Submission.objects.exists()


@pytest.mark.usefixtures("folders")
def test_an_address_is_deleted_when_used_unconfirmed_or_too_old(
    visitor: Client,
    wait: Callable[..., Reminder],
    coming_round: ApplicationRound,
    settings: Settings,
    tmp_path: Path,
) -> None:
    now = timezone.now()
    old, used, waiting = wait(), wait(email="used@example.com"), wait(email="waits@example.com")
    visitor.post(URL, WISH | {"email": "unconfirmed@example.com"})
    Reminder.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=541))
    Reminder.objects.exclude(pk=waiting.pk).exclude(pk=used.pk).filter(confirmed_at=None).update(
        created_at=now - timedelta(days=8)
    )
    Reminder.objects.exclude(pk=used.pk).update(known_news="key-next")
    issue(coming_round)
    assert reminded() == ["used@example.com"]
    call_command("deliver", "--once")
    DeliveryAttempt.objects.update(at=now - timedelta(minutes=settings.DELIVERY_WINDOW_MINUTES))

    purge.purge_written_mail(now=now)
    purge.purge_records(now=now)

    assert list(Reminder.objects.all()) == [waiting]
    written = "".join(path.read_text() for path in (tmp_path / "mail").iterdir())
    assert "waits@example.com" in written
    assert not re.search("used@|unconfirmed@|reader-286@", written)


@pytest.mark.parametrize(
    ("days", "noticed", "is_due"),
    [(400, None, False), (541, None, True), (400, 59, False), (400, 60, True), (30, 60, False)],
)
def test_what_is_kept_for_the_round_goes_sixty_days_after_its_notice_or_in_18_months(
    submit: Callable[..., Submission],
    coming_round: ApplicationRound,
    days: int,
    noticed: int | None,
    is_due: bool,
) -> None:
    now = timezone.now()
    kept = submit()
    Submission.objects.update(kept_for_round=True, created_at=now - timedelta(days=days))
    Delivery.objects.update(state=DeliveryState.SENT)
    if noticed is not None:
        issue(coming_round)
        notice = coming_round.source
        notice.published_on = timezone.localdate(now) - timedelta(days=noticed)
        notice.save()
        ApplicationRound.objects.filter(pk=coming_round.pk).update(notice=notice)
    assert purge.due_submissions(now).filter(pk=kept.pk).exists() == is_due


def test_no_address_gets_into_the_log(
    visitor: Client, wait: Callable[..., Reminder], caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    wait()
    call_command("deliver", "--once")
    assert EMAIL not in caplog.text + "".join(capfd.readouterr())


def test_the_topic_pages_lead_here(client: Client) -> None:
    page = client.get("/zhongdian-xiaojuren/").content.decode()
    assert f'href="{URL}?tier=key_little_giant"' in page
