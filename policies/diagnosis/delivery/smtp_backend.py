"""SMTP that remembers whether the whole message has left, because then silence is no refusal."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

END_OF_MESSAGE = b"\r\n.\r\n"


class WatchedConnection(smtplib.SMTP):
    """A connection that notices the final dot; smtplib raises the same error before and after."""

    is_message_out = False

    def send(self, s: Any) -> None:
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END_OF_MESSAGE):
            self.is_message_out = True


class WatchedTlsConnection(WatchedConnection, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class WatchedSmtpBackend(EmailBackend):
    """Django's SMTP backend over such a connection."""

    @property
    def connection_class(self) -> type[WatchedConnection]:
        return WatchedTlsConnection if self.use_ssl else WatchedConnection

    @property
    def is_message_out(self) -> bool:
        """Return whether the final dot was sent, so that the message may have been taken."""
        connection = self.connection
        return isinstance(connection, WatchedConnection) and connection.is_message_out
