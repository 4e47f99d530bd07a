"""What the site logs: one JSON object a line, with the request it belongs to, without the person.

An exception's own text is left out, because it can quote what someone has typed; its kind and the
lines of code that led to it are kept. The number of a request also stands in its answer, so that
whoever meets an error can name it. The access log holds no address, query, referrer or agent.
"""

import contextlib
import json
import logging
import os
import re
import secrets
import sys
import traceback
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.glogging import Logger

WITH_TOKENS = ("/diagnosis/", "/preview/", "/reminders/")
SECRET_SEGMENT = re.compile(r"[^/]{16,}")  # longer than any name of a page


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@lru_cache(maxsize=1024)
def public_path(path: str) -> str:
    """Return a path for the log: tokens masked, everything unprintable percent-encoded.

    `path` is as WSGI carries it: decoded, each byte one character. A receipt's token opens what an
    enterprise has written, so it is no more for a log than the answers are; a preview's, drafts.
    """
    for prefix in WITH_TOKENS:
        if path.startswith(prefix):
            path = prefix + SECRET_SEGMENT.sub("***", path.removeprefix(prefix))
    return quote(path.encode("latin-1", "replace"), safe="/*-._~")


class AccessLog(Logger):  # type: ignore[misc]
    """Gunicorn's log, whose line about a request holds no address, query, referrer or agent."""

    def access(
        self, resp: Any, req: Any, environ: WSGIEnvironment, request_time: timedelta
    ) -> None:
        # One write of our own: gunicorn's formatting takes longer than answering a cached page.
        line = (
            f'{{"at": "{now()}", "logger": "access", "request": "{environ.get("REQUEST_ID", "")}", '
            f'"method": "{environ["REQUEST_METHOD"]}", "path": "{public_path(environ["PATH_INFO"])}'
            f'", "status": {resp.status_code}, "bytes": {resp.sent}, '
            f'"ms": {request_time // timedelta(milliseconds=1)}}}\n'
        )
        with contextlib.suppress(OSError):  # a full disk or closed pipe must not fail an answer
            os.write(sys.stdout.fileno(), line.encode())


HEADER = "X-Request-ID"
NO_REQUEST = ""

current_request: ContextVar[str] = ContextVar("current_request", default=NO_REQUEST)


class RequestIdMiddleware:
    """A WSGI application that numbers each request and tells the number in the answer."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        number = environ["REQUEST_ID"] = secrets.token_hex(8)
        current_request.set(number)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, (HEADER, number)], *error)

        return self.application(environ, start)


class JsonLines(logging.Formatter):
    """Formats a record as one line that a machine reads."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if number := current_request.get():
            entry["request"] = number
        if record.exc_info and record.exc_info[1]:
            entry["error"] = trace_of(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """Return the message; where it is about a request, its path without tokens."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if path and record.args:
        # As WSGI carries it, which is how the access log masks it.
        masked = public_path(path.encode().decode("latin-1"))
        record.args = tuple(masked if part == path else part for part in record.args)
    return record.getMessage()


def trace_of(error: BaseException) -> str:
    """Return the kinds of an exception and of what caused it, each with its lines of code."""
    parts = []
    cause: BaseException | None = error
    while cause is not None:
        lines = "".join(traceback.format_tb(cause.__traceback__))
        parts.append(f"{type(cause).__module__}.{type(cause).__qualname__}\n{lines}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "caused by ".join(parts)
