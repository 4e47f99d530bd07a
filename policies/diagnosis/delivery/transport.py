"""Sending one message through the configured e-mail backend, and saying how far it came."""

import logging
import smtplib
from dataclasses import dataclass
from email.header import Header
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from policies.diagnosis.models import Delivery
from policies.diagnosis.vocabulary import DeliveryKind, DeliveryStage

REPLY_LENGTH = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendReport:
    """How far an attempt came, and what the server last said."""

    stage: DeliveryStage
    reply_code: int | None = None
    reply_text: str = ""

    @property
    def is_sent(self) -> bool:
        return self.stage == DeliveryStage.DONE


class ChineseSubjectMessage(EmailMultiAlternatives):
    """A message whose long subject begins on the header's first line; Django leaves that empty."""

    def message(self, **options: Any) -> Any:
        message = super().message(**options)
        message.replace_header("Subject", Header(str(self.subject), "utf-8", header_name="Subject"))
        return message


def send(delivery: Delivery) -> SendReport:
    """Send a delivery and report; whatever goes wrong is in the report, never raised.

    Call outside any transaction: the mail server may take its time.
    """
    try:
        message = _email(delivery)
        message.message()
    except Exception as error:
        return _failure(DeliveryStage.COMPOSE, error)
    connection = get_connection()
    stage = DeliveryStage.CONNECT
    try:
        connection.open()
        stage = DeliveryStage.DATA
        connection.send_messages([message])
    except Exception as error:
        # Only our SMTP backend knows; files are written or not.
        if getattr(connection, "is_message_out", False):
            stage = DeliveryStage.ANSWER
        return _failure(stage, error)
    finally:
        _close(connection)
    return SendReport(DeliveryStage.DONE)


def _email(delivery: Delivery) -> ChineseSubjectMessage:
    headers = {"Message-ID": delivery.message_id}
    if delivery.reminder and delivery.kind in DeliveryKind.to_readers():
        address = f"{settings.SITE_URL}{delivery.reminder.get_absolute_url()}"
        headers |= {
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = ChineseSubjectMessage(
        subject=delivery.subject,
        body=delivery.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delivery.recipient],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers=headers,
    )
    if delivery.html:
        message.attach_alternative(delivery.html, "text/html")
    return message


def _close(connection: BaseEmailBackend) -> None:
    """Say goodbye; a server that fails now has the message already."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("The mail server failed at QUIT: %s", type(error).__name__)


def _failure(stage: DeliveryStage, error: Exception) -> SendReport:
    """Return the report of an error; SMTP's own errors say at which command they came."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return SendReport(DeliveryStage.RECIPIENT, code, _readable(reply))
    if isinstance(error, smtplib.SMTPResponseException):
        if isinstance(error, smtplib.SMTPAuthenticationError):
            stage = DeliveryStage.LOGIN
        elif isinstance(error, smtplib.SMTPSenderRefused):
            stage = DeliveryStage.SENDER
        return SendReport(stage, max(error.smtp_code, 0), _readable(error.smtp_error))
    return SendReport(stage, None, _readable(f"{type(error).__name__}: {error}"))


def _readable(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return text.replace("\0", "")[:REPLY_LENGTH]
