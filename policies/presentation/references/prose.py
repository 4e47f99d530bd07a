"""Markdown whose references print what readers of an edition see."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from policies.models import Edition
from policies.presentation.markdown import reference_names, render_markdown
from policies.presentation.markdown_syntax import Printed
from policies.presentation.references.resolving import References, UnclearReference

UNCLEAR = Printed("待核实")
KEPT_TEXTS = 512  # rendered, in memory


def render_all(texts: Sequence[str], edition: Edition) -> list[SafeString]:
    """Return texts as safe HTML; what they refer to is looked up once for all of them."""
    names = {name for text in texts for name in reference_names(text)}
    references = References.in_edition(names, edition)

    def print_reference(name: str) -> Printed:
        try:
            return references.printed(name)
        except UnclearReference:
            return UNCLEAR

    return [
        render_markdown(text, print_reference) if "[[" in text else rendered_alone(text)
        for text in texts
    ]


@lru_cache(maxsize=KEPT_TEXTS)
def rendered_alone(text: str) -> SafeString:
    """Return a text that refers to nothing as safe HTML; most stay as they are for months."""
    return render_markdown(text)


class Page:
    """Texts with references that are put aside until the page around them is whole."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        # Nobody can guess it, so nothing that a reader typed is taken for a place.
        self.secret = secrets.token_hex(16)

    def put_aside(self, text: str) -> SafeString:
        """Keep a text, and return what holds its place on the page."""
        self.texts.append(text)
        return mark_safe(f"<!--{self.secret}:{len(self.texts) - 1}-->")  # noqa: S308 - our own

    def completed(self, html: str, edition: Edition) -> str:
        if not self.texts:
            return html
        rendered = render_all(self.texts, edition)
        place = re.compile(rf"<!--{self.secret}:(\d+)-->")
        return place.sub(lambda match: rendered[int(match[1])], html)


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def page_of_prose() -> Iterator[Page]:
    """Let `render_prose` put the texts of a page aside, so that they are looked up together."""
    page = Page()
    token = _page.set(page)
    try:
        yield page
    finally:
        _page.reset(token)


def render_prose(text: str) -> SafeString:
    """Return a text as safe HTML, or its place on the page that is being put together."""
    page = _page.get()
    if page is not None and reference_names(text):
        return page.put_aside(text)
    return render_all([text], Edition.now())[0]
