"""What every request passes: a limit of its body, and headers that tell browsers what not to do."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


class BodyLimitMiddleware:
    """Answers 413 by the length that a request announces; the server reads no more than that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if announced_length(request) > longest_body(request.path):
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)


def announced_length(request: HttpRequest) -> int:
    """Return the length of a body in bytes; a length that cannot be read counts as none."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def longest_body(path: str) -> int:
    """Return how many bytes a page takes: only the desk takes files."""
    is_desk = path.startswith(reverse("admin:index"))
    return settings.DESK_BODY_BYTES if is_desk else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


# No page asks for any of these, nor may a page that is slipped in.
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    # No other site embeds what is here; open data says otherwise for itself.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BrowserPolicyMiddleware:
    """Adds the headers to every answer, static files included, that has not set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
