"""Bodies that are larger than any form of the site are refused before anything reads them."""

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
