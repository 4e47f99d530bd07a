"""The public pages as they will be on a day, for whoever holds the secret link."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from policies.models import Edition
from policies.presentation.previews import addresses_below, previewed_day

READING = "policies.pages.reading_urls"
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",  # the address is the secret
}


@require_safe
def preview(request: HttpRequest, token: str, path: str = "") -> HttpResponse:
    """Show a public page of the day that the token was signed for, its links inside the preview."""
    day = previewed_day(token)
    if day is None:
        response = render(request, "pages/preview_expired.html", status=HTTPStatus.NOT_FOUND)
    else:
        request.edition = Edition.on(day, with_drafts=True)  # type: ignore[attr-defined]
        with addresses_below(reverse("preview", args=[token])):
            response = _page(request, path)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _page(request: HttpRequest, path: str) -> HttpResponse:
    try:
        view, args, kwargs = resolve(f"/{path}", READING)
        response: HttpResponse = view(request, *args, **kwargs)
    except Http404:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    return response
