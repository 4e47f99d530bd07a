"""Which edition of the site a request reads."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from policies.models import Edition
from policies.presentation.navigation import navigation_of
from policies.presentation.references import References


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that a preview asks for, else what readers see now.

    It is one for the whole request, so that no page straddles a minute of publishing.
    """
    if not hasattr(request, "edition"):
        request.edition = Edition.now()  # type: ignore[attr-defined]
    edition: Edition = request.edition  # type: ignore[attr-defined]
    return edition


def edition(request: HttpRequest) -> dict[str, Any]:
    """Give every template the edition, the site's public names and the way through its pages."""
    shown = edition_of(request)
    return {
        "edition": shown,
        "references": References(shown),
        "navigation": partial(navigation_of, shown),
        "site_url": settings.SITE_URL,
        "filing": settings.FILING_NUMBERS,
    }
