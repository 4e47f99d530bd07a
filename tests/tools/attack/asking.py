"""Asking the site under attack, as fast as a client can."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from statistics import median
from urllib.parse import urlencode

from django.conf import settings

FORM = "application/x-www-form-urlencoded"
CSRF = "c" * 32
FORKED = get_context("fork")  # so that what is repeated need not be importable
PAGE = "/zhongdian-xiaojuren/"


def ask(method: str, path: str, body: bytes = b"", **headers: str) -> int:
    """Return the status of an answer; 0 where the connection broke off."""
    connection = HTTPConnection("127.0.0.1", settings.PORT, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def post(path: str, fields: dict[str, str], **headers: str) -> int:
    """Post a form with a token of ours; return the status."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
    return ask("POST", path, body, Cookie=f"csrftoken={CSRF}", **{"Content-Type": FORM}, **headers)


def seconds_of(action: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def read_page() -> int:
    """Read a page as an ordinary visitor; return the status."""
    return ask("GET", PAGE)


def latency(read: Callable[[], object] = read_page, times: int = 100) -> float:
    """Return the median time of a page, in seconds, as an ordinary visitor sees it."""
    return median(seconds_of(read) for _ in range(times))


@contextmanager
def meanwhile(action: Callable[[], object], at_once: int) -> Iterator[None]:
    """Repeat something in so many processes while the block runs: threads would slow the reader."""
    processes = [FORKED.Process(target=repeat, args=(action,)) for _ in range(at_once)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.join()


def repeat(action: Callable[[], object]) -> None:
    """Do something for ever."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        action()
