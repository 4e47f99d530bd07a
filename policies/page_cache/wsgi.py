"""Public pages from memory: rendered once for each revision of the content, then only sent.

A request for a page that was kept before costs one query, for the revision of the content. The
page is part of memory under that name, so whatever is committed is on the page at the next
request, in every process; what was kept for an earlier revision is never asked for again.
Everything else goes to Django: other methods, unknown hosts, whoever has a session, and pages
that no view has marked with `policies.page_cache.policy`.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import Error
from django.http.request import split_domain_port, validate_host
from django.utils.cache import has_vary_header

from policies.models import ContentRevision
from policies.page_cache.encoded_page import EncodedPage
from policies.page_cache.policy import CachePolicy

INDENTATION = re.compile(rb"\n\s+")
PREFORMATTED = re.compile(rb"(<pre\b.*?</pre>)", re.DOTALL)

Key = tuple[str, str, str]  # revision, path, meaningful query


class PageCache:
    """A WSGI application in front of Django's that remembers what Django says may be kept."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.memory = Memory(settings.PAGE_CACHE_BYTES)
        self.parameters: dict[str, tuple[str, ...]] = {}  # by the path of a page once kept

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_for_everyone(environ):
            return self.application(environ, start_response)
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if path in self.parameters:
            if query:
                query = meaningful(query, self.parameters[path])
                environ = environ | {"QUERY_STRING": query}
            try:
                page = self.memory.get((ContentRevision.current(), path, query))
            except Error:
                page = None  # Django finds out by itself what is wrong, and connects anew
            if page and time.time() < page.until:
                return page.answer(environ, start_response)
        return self.ask(environ, start_response)

    def ask(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django answer, and keep the answer where it may be kept."""
        started: list[Any] = []

        def remember(*start: Any) -> Any:
            started.extend(start)

        response: Any = self.application(environ, remember)
        if not may_be_cached(response):
            start_response(*started)
            return response  # type: ignore[no-any-return]
        policy: CachePolicy = response.cache_policy
        is_html = response.headers["Content-Type"].startswith("text/html")
        body = trimmed(response.content) if is_html else response.content
        page = EncodedPage(body, started[1], policy.until)
        response.close()
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        self.parameters[path] = policy.parameters
        if query == meaningful(query, policy.parameters):  # else it may show what means nothing
            self.memory.keep((policy.revision, path, query), page)
        return page.answer(environ, start_response)


def trimmed(html: bytes) -> bytes:
    """Return a page without the indentation of its templates; preformatted text keeps its own."""
    parts = PREFORMATTED.split(html)
    return b"".join(
        part if number % 2 else INDENTATION.sub(b"\n", part) for number, part in enumerate(parts)
    )


class Memory:
    """Pages up to a number of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.pages: OrderedDict[Key, EncodedPage] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Key) -> EncodedPage | None:
        """Return the page that was kept under a key."""
        with self.lock:
            if page := self.pages.get(key):
                self.pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: EncodedPage) -> None:
        """Keep a page, and forget others until there is room for it."""
        if page.size > self.most_bytes // 4:
            return
        with self.lock:
            if former := self.pages.pop(key, None):
                self.bytes -= former.size
            self.pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self.bytes -= self.pages.popitem(last=False)[1].size


def is_for_everyone(environ: WSGIEnvironment) -> bool:
    """Return whether a request asks, at a name of the site, for what any reader would get."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and is_our_name(environ.get("HTTP_HOST", ""))
        and (environ["wsgi.url_scheme"] == "https" or not settings.SECURE_SSL_REDIRECT)
    )


def may_be_cached(response: Any) -> bool:
    """Return whether an answer was marked by its view, and has not become personal since."""
    return (
        hasattr(response, "cache_policy")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )


@lru_cache(maxsize=64)
def is_our_name(host: str) -> bool:
    """Return whether a Host header names this site; no page depends on which name it is."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def meaningful(query: str, parameters: tuple[str, ...]) -> str:
    """Return the part of a query string that a page depends on, its parameters in fixed order."""
    parts = [part for part in query.split("&") if part.partition("=")[0] in parameters]
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))
