"""What a printed page says about itself: its address, also for a camera."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L

# By the names of their addresses; a preview's, a receipt's or a deletion's address is a secret.
PRINTED_PAGES = {
    "home", "topic", "compare", "regions", "region", "sources", "glossary", "updates", "about",
    "privacy",
}  # fmt: skip
QUIET_ZONE = 4  # modules that stay white around a code


@dataclass(frozen=True)
class Code:
    """A QR code as the shape of its dark modules, each one unit wide."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        """Return the code's view box, with the margin that cameras need."""
        width = self.size + 2 * QUIET_ZONE
        return f"-{QUIET_ZONE} -{QUIET_ZONE} {width} {width}"


@dataclass(frozen=True)
class PrintNote:
    """Where a printed page is found again."""

    address: str

    @property
    def code(self) -> Code:
        return code_of(self.address)


def print_note_of(request: HttpRequest, query: str = "") -> PrintNote | None:
    """Return what a page prints about itself; None for pages whose address is nobody's business.

    `query` is the part of the query string that the page depends on.
    """
    match = request.resolver_match
    if match is None or match.url_name not in PRINTED_PAGES:
        return None
    return PrintNote(f"{settings.SITE_URL}{request.path}{'?' if query else ''}{query}")


@lru_cache(maxsize=128)
def code_of(address: str) -> Code:
    """Return the smallest QR code of an address: a sheet of paper is rarely damaged."""
    code = QRCode(error_correction=ERROR_CORRECT_L, border=0)
    code.add_data(address)
    code.make()
    modules: list[list[bool]] = code.modules
    return Code(len(modules), "".join(_strokes(modules)))


def _strokes(modules: list[list[bool]]) -> Iterator[str]:
    """Yield the dark runs as strokes, each from the end of the one before."""
    at_x = at_y = 0
    yield "M0 .5"
    for y, row in enumerate(modules):
        for x, run in _runs(row):
            yield f"m{x - at_x} {y - at_y}h{run}"
            at_x, at_y = x + run, y


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each dark run."""
    start = None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None
