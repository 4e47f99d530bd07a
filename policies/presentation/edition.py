"""Which edition of the site a request reads."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from policies.models import Edition
from policies.presentation.navigation import navigation_of


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that a preview asks for, else what readers see now."""
    preview: Edition | None = getattr(request, "edition", None)
    return preview or Edition.now()


def edition(request: HttpRequest) -> dict[str, Any]:
    """Give every template the edition, the site's public names and the way through its pages."""
    shown = edition_of(request)
    return {
        "edition": shown,
        "navigation": partial(navigation_of, shown),
        "site_url": settings.SITE_URL,
        "filing": settings.FILING_NUMBERS,
    }
