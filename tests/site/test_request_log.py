"""Logs are for machines, name the request and quote nobody."""

import json
import logging
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import RequestFactory

from xiaojuren_site.logging import HEADER, JsonLines, RequestIdMiddleware, current_request

pytestmark = pytest.mark.once

PHONE = "13800138000"
TOKEN = "IkFCQyI:1tX-abc:d_EfGh"


def logged(message: str, *parts: object, **details: Any) -> dict[str, str]:
    """Return what the log says of a message."""
    record = logging.LogRecord(
        "site", logging.ERROR, "", 0, message, parts, details.pop("exc", None)
    )
    record.__dict__.update(details)
    line = JsonLines().format(record)
    assert "\n" not in line
    entry: dict[str, str] = json.loads(line)
    return entry


def test_a_line_holds_moment_level_logger_and_message() -> None:
    entry = logged("%d封邮件\n发送失败", 3)

    assert entry["message"] == "3封邮件\n发送失败"
    assert (entry["level"], entry["logger"]) == ("ERROR", "site")
    assert entry["at"].endswith("+00:00")


def test_an_exception_is_told_by_its_kind_and_its_lines_not_by_its_words() -> None:
    try:
        try:
            int(PHONE + "x")
        except ValueError as error:
            raise RuntimeError(f"refused {PHONE}") from error
    except RuntimeError:
        entry = logged("failed", exc=sys.exc_info())

    assert PHONE not in json.dumps(entry)
    assert entry["error"].startswith("builtins.RuntimeError\n")
    assert "caused by builtins.ValueError\n" in entry["error"]
    assert "test_request_log.py" in entry["error"]


def test_the_path_of_a_request_is_logged_without_its_token() -> None:
    request = RequestFactory().get(f"/diagnosis/receipt/{TOKEN}/")

    entry = logged("Internal Server Error: %s", request.path, request=request)

    assert entry["message"] == "Internal Server Error: /diagnosis/receipt/***/"


def test_what_is_logged_for_a_request_carries_the_number_of_its_answer() -> None:
    entries: list[dict[str, str]] = []
    headers: list[tuple[str, str]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        entries.append(logged("meanwhile"))
        start_response("200 OK", [])
        return []

    numbered = RequestIdMiddleware(application)
    for _ in range(2):
        numbered({}, lambda status, given, *error: headers.extend(given))  # type: ignore[arg-type]
    current_request.set("")

    numbers = [value for name, value in headers if name == HEADER]
    assert [entry["request"] for entry in entries] == numbers
    assert numbers[0] != numbers[1]
    assert "request" not in logged("afterwards")
