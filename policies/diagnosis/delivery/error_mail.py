"""Errors by mail to those who keep the site running: what the log says, so nothing of the form."""

import logging
import secrets
import time

from django.conf import settings
from django.db import transaction

PAUSE = 600  # seconds; a fault of every request must not use up what the mailbox may send


class ErrorMail(logging.Handler):
    """Queues the message about an error, of each process one in a while; the log has them all."""

    silent_until = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ERROR_EMAIL or time.monotonic() < self.silent_until:
            return
        self.silent_until = time.monotonic() + PAUSE
        try:
            queue_error_mail(f"小巨人政策专题站出错：{record.name}", self.format(record))
        except Exception:  # whatever the database does, the request goes on
            self.handleError(record)


def queue_error_mail(subject: str, text: str) -> None:
    """Queue a message for each keeper of the site."""
    # Logging is set up before there are models.
    from policies.diagnosis.delivery.messages import Message, queue
    from policies.diagnosis.vocabulary import DeliveryKind

    about = f"error-{secrets.token_hex(8)}"
    with transaction.atomic():  # a savepoint: what fails here breaks no transaction around it
        queue(Message(subject, text), kind=DeliveryKind.ERROR, about=about, to=settings.ERROR_EMAIL)
