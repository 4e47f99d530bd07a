"""What was typed to look at a result, kept for a while under a name that cannot be guessed."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from policies.diagnosis.models import CheckedAnswers
from policies.vocabulary.typed_text import visible


def keep_answers(typed: Iterable[tuple[str, str]]) -> str | None:
    """Keep what was typed and return its token; None where as many are kept as may be."""
    if CheckedAnswers.objects.count() >= settings.CHECKED_ANSWERS_KEPT:
        return None
    token = secrets.token_urlsafe(24)
    answers: dict[str, list[str]] = {}
    for name, value in typed:
        answers.setdefault(name, []).append(visible(value))  # PostgreSQL takes no NUL in JSON
    CheckedAnswers.objects.create(digest=_digest(token), typed=answers)
    return token


def kept_answers(token: str) -> QueryDict | None:
    """Return what was typed; None once its time is over."""
    rows = CheckedAnswers.objects.filter(digest=_digest(token), created_at__gt=_oldest())
    if (row := rows.first()) is None:
        return None
    typed = QueryDict(mutable=True)
    for name, values in row.typed.items():
        typed.setlist(name, values)
    return typed


def forget_answers() -> None:
    """Delete what is past its time."""
    CheckedAnswers.objects.filter(created_at__lte=_oldest()).delete()


def _oldest() -> datetime:
    return timezone.now() - timedelta(hours=settings.CHECKED_ANSWERS_HOURS)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
