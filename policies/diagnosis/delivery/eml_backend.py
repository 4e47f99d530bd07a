"""The e-mail backend of a site without a mail server: each message becomes a file."""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Writes each message to `EMAIL_FILE_PATH` as `<time>-<id>.eml`, whole or not at all."""

    def __init__(self, *, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(getattr(settings, "EMAIL_FILE_PATH", settings.DATA_DIR / "mail"))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many were written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # Django's own message classes take the line separator.
            self._write(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
        return len(email_messages)

    def _write(self, content: bytes) -> None:
        """Write under a temporary name, readable for the owner alone, then rename."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        target = self.folder / f"{moment}-{secrets.token_hex(4)}.eml"
        draft = target.with_suffix(".part")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
