"""Marks pages that are the same for every reader, so that their bytes may be kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from policies.models import ContentRevision, Edition
from policies.models.publishing import scheduled_moments

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class CachePolicy:
    """For which content and until when an answer holds, and what of the query it depends on."""

    revision: str
    until: datetime
    parameters: tuple[str, ...]


def cached_page(*parameters: str) -> Callable[[View], View]:
    """Let the answers of a view be kept; it must depend on nothing but its path, the content,
    the edition and these parameters of the query.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if hasattr(request, "edition"):  # a preview sets its own headers
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]
            edition = request.edition = Edition.now()  # type: ignore[attr-defined]
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response: HttpResponseBase = view(request, *args, **kwargs)
                response.headers["Cache-Control"] = "private, no-cache"
                return response
            revision = ContentRevision.current()  # before the view reads: never newer than it
            policy = CachePolicy(revision, end_of(edition), parameters)
            response = view(request, *args, **kwargs)
            response.cache_policy = policy  # type: ignore[attr-defined]
            patch_vary_headers(response, ["Accept-Encoding"])
            response.headers["Cache-Control"] = (
                f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, must-revalidate"
            )
            return response

        return answer  # type: ignore[return-value]

    return decorate


def end_of(edition: Edition) -> datetime:
    """Return when readers see something else although nothing is changed: a day or a draft ends."""
    return min([edition.ends, *(due for due in scheduled_moments() if due > edition.moment)])
