"""The secret addresses at which the site shows itself as it will be on a day, drafts included."""

from datetime import date

from django.conf import settings
from django.core import signing

SALT = "policies.preview"
SECONDS_A_DAY = 86_400


def preview_address(day: date, path: str = "/") -> str:
    """Return the address of a page, by its path on the site, as it will be on a day."""
    return f"/preview/{signing.dumps(day.isoformat(), salt=SALT)}{path}"


def preview_day(token: str) -> date | None:
    """Return the day of a preview; None for a token that is not ours or too old."""
    try:
        day = signing.loads(token, salt=SALT, max_age=settings.PREVIEW_LINK_DAYS * SECONDS_A_DAY)
    except signing.BadSignature:
        return None
    return date.fromisoformat(day)
