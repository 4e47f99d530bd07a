"""The idle time of a session: it starts anew with work at the desk, not with reading the site."""

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

STEP = 60  # seconds; a session is written no more often


def touch_session(session: SessionBase) -> None:
    """Start the idle time anew."""
    now = int(time.time())
    if now - session.get("touched_at", 0) >= STEP:
        session["touched_at"] = now


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **details: Any) -> None:
    """Begin the idle time with the sign-in, which writes the session anyway."""
    touch_session(request.session)
