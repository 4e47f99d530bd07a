"""The site with its kept pages, asked as gunicorn asks it, in the process of the test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

from policies.page_cache.wsgi import PageCache


@dataclass(frozen=True)
class Answer:
    """What a reader gets."""

    status: HTTPStatus
    headers: dict[str, str]
    body: bytes


class CachedSite:
    """The pages of one process, and which of them Django was asked for."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.pages = PageCache(self.answer_of_django)
        self.asked: list[str] = []

    def answer_of_django(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let Django answer, and note that it had to."""
        self.asked.append(environ["PATH_INFO"])
        return self.django(environ, start)

    def get(self, address: str, *, method: str = "GET", **headers: str) -> Answer:
        """Ask for an address; headers as `accept_encoding="br"`."""
        path, _, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., object]:
            started.append((status, headers))
            return lambda _: None

        answer = self.pages(environ, start)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        [(status, sent)] = started
        return Answer(HTTPStatus(int(status.split()[0])), dict(sent), body)

    def text(self, address: str) -> str:
        """Return the text of a page."""
        return self.get(address).body.decode()
