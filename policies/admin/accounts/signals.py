"""What a sign-in leaves behind: the idle time of its session, and a record."""

import time
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from policies.diagnosis.throttling.client_address import client_address

STEP = 60  # seconds; a session is written no more often


def touch_session(session: SessionBase) -> None:
    """Start the idle time anew."""
    now = int(time.time())
    if now - session.get("touched_at", 0) >= STEP:
        session["touched_at"] = now


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **details: Any) -> None:
    """Begin the idle time, and note who has signed in, second factor included, from where."""
    touch_session(request.session)
    said = f"登录，来自{client_address(request) or '未知地址'}"
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, said, single_object=True)
