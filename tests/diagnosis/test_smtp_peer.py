"""A real SMTP peer with TLS and AUTH takes the message, byte-correct in Chinese."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from django.core.management import call_command
from pytest_django import Settings

from policies.diagnosis.delivery.messages import Message, queue
from policies.diagnosis.models import Submission
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryStage, DeliveryState, SpamSignal

ACCOUNT, CODE = "xiaojuren@example.org", "ABCDEFGHIJKLMNOP"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]


class Mailbox:
    """Keeps what the peer was sent."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


def log_in(
    server: Server, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    is_right = (data.login, data.password) == (ACCOUNT.encode(), CODE.encode())
    return AuthResult(success=is_right, handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def received(envelope: Envelope) -> EmailMessage:
    """Return the message that the peer was sent."""
    assert envelope.original_content is not None
    return message_from_bytes(envelope.original_content, policy=SMTP)


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return authority


@pytest.fixture
def mailbox(authority: trustme.CA, settings: Settings) -> Iterator[Mailbox]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    mailbox = Mailbox()
    peer = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        server_hostname="localhost",
        ssl_context=context,
        authenticator=log_in,
        auth_required=True,
        auth_require_tls=False,  # the whole connection is TLS; this asks for STARTTLS
    )
    peer.start()
    settings.EMAIL_BACKEND = "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend"
    settings.EMAIL_HOST = "localhost"
    settings.EMAIL_PORT = peer.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = ACCOUNT, CODE
    settings.EMAIL_USE_SSL = True
    settings.DEFAULT_FROM_EMAIL = ACCOUNT
    yield mailbox
    peer.stop()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the peer's authority as the operator of a site would, by SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def test_the_peer_receives_text_and_html_as_composed(
    mailbox: Mailbox, trusted: None, submit: Callable[..., Submission]
) -> None:
    delivery = submit(message="第一行：Ⅰ类“专精特新”\n.\n最后一行").deliveries.get()
    call_command("deliver", "--once")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.last_error
    [envelope] = mailbox.envelopes
    message = received(envelope)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == delivery.text
    assert html.get_content().replace("\r\n", "\n") == delivery.html
    assert str(message["Subject"]) == delivery.subject


def test_the_envelope_and_from_are_the_account_and_replies_go_to_the_enterprise(
    mailbox: Mailbox, trusted: None, submit: Callable[..., Submission], settings: Settings
) -> None:
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    [envelope] = mailbox.envelopes
    message = received(envelope)
    assert envelope.mail_from == message["From"] == ACCOUNT
    assert envelope.rcpt_tos == settings.DIAGNOSIS_RECIPIENTS
    assert message["Reply-To"] == "zhang@example.com"
    assert message["Message-ID"] == delivery.message_id


def test_a_lead_leaves_at_once_past_a_hundred_reminders_and_eighty_posts_of_programs(
    mailbox: Mailbox, trusted: None, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.DELIVERY_MOST_PER_WINDOW = 20
    reminders = [f"reader{number}@example.com" for number in range(100)]
    queue(Message("通知", "已发"), kind=DeliveryKind.REMINDER, about="reminder", to=reminders)
    for number in range(80):
        submit(key=f"{number:032}", spam_signal=SpamSignal.HONEYPOT)
    call_command("deliver", "--once")
    assert len(mailbox.envelopes) == 10

    begun = time.monotonic()
    lead = submit(key="k" * 32, company_name="真的企业")
    call_command("deliver", "--once")

    assert time.monotonic() - begun < 120
    assert len(mailbox.envelopes) == 11
    assert lead.reference in str(received(mailbox.envelopes[-1])["Subject"])
    call_command("deliver", "--once")
    assert len(mailbox.envelopes) == 11


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mailbox: Mailbox, submit: Callable[..., Submission]
) -> None:
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRY
    assert "CERTIFICATE_VERIFY_FAILED" in delivery.last_error
    assert mailbox.envelopes == []


def test_a_wrong_code_is_reported_as_a_failed_login(
    mailbox: Mailbox, trusted: None, submit: Callable[..., Submission], settings: Settings
) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    delivery = submit().deliveries.get()
    call_command("deliver", "--once")
    attempt = delivery.attempt_log.get()
    assert (attempt.stage, attempt.reply_code) == (DeliveryStage.LOGIN, 535)
