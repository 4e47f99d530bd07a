"""Secret links to the site as it will be on a day, drafts included."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.urls import get_script_prefix, reverse, set_script_prefix

SALT = "policies.preview"


def preview_address(day: date, path: str = "/") -> str:
    """Return the secret address of a page as it will be on a day, with what is still a draft."""
    token = signing.dumps({"day": day.isoformat(), "with_drafts": True}, salt=SALT)
    return f"{reverse('preview', args=[token])}{path.lstrip('/')}"


def previewed_day(token: str) -> date | None:
    """Return the day that a link shows; None for one that has expired or was never given out."""
    lifetime = timedelta(days=settings.PREVIEW_LINK_DAYS)
    try:
        return date.fromisoformat(signing.loads(token, salt=SALT, max_age=lifetime)["day"])
    except signing.BadSignature:
        return None


@contextmanager
def addresses_below(prefix: str) -> Iterator[None]:
    """Let every address that is reversed meanwhile begin with a prefix, such as a preview's."""
    outside = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(outside)
