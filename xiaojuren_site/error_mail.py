"""Errors by mail to those who keep the site running: what the log says, so nothing of the form."""

import logging
import time

from django.conf import settings
from django.core.mail import send_mail

PAUSE = 600  # seconds; a fault of every request must not use up what the mailbox may send


class ErrorMail(logging.Handler):
    """Mails an error, of each process one in a while; the log has them all."""

    silent_until = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ERROR_EMAIL or time.monotonic() < self.silent_until:
            return
        self.silent_until = time.monotonic() + PAUSE
        try:
            subject = f"小巨人政策专题站出错：{record.name}"
            send_mail(subject, self.format(record), None, settings.ERROR_EMAIL)
        except Exception:  # whatever a mail server does, the request goes on
            self.handleError(record)
