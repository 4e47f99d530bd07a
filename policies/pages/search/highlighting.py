"""What was looked for, marked where it stands in a text as it is written."""

from bisect import bisect_right
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from policies.pages.search.folding import fold_character, places_of

BEFORE = 24  # characters shown before the first mark
LONGEST = 120  # characters of an excerpt

Span = tuple[int, int]


def marked(text: str, forms: Iterable[str]) -> SafeString:
    """Return a text, escaped, with every folded form in it marked."""
    return _with_marks(text, spans(text, forms), 0, len(text))


def excerpt(text: str, forms: Iterable[str]) -> SafeString:
    """Return the part of a text around the first form in it, escaped and marked."""
    found = spans(text, forms)
    start = max(found[0][0] - BEFORE, 0) if found else 0
    end = min(start + LONGEST, len(text))
    shown = _with_marks(text, found, start, end)
    return format_html("{}{}{}", "…" if start else "", shown, "…" if end < len(text) else "")


def spans(text: str, forms: Iterable[str]) -> list[Span]:
    """Return where the forms stand in a text, in order; those that touch are one."""
    characters = [fold_character(character) for character in text]
    begins = [0]  # of each character in the folded text
    for folded in characters:
        begins.append(begins[-1] + len(folded))
    whole = "".join(characters)
    joined: list[Span] = []
    found = sorted((at, at + len(form) - 1) for form in forms for at in places_of(form, whole))
    for first, last in found:
        start, end = bisect_right(begins, first) - 1, bisect_right(begins, last)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _with_marks(text: str, found: list[Span], start: int, end: int) -> SafeString:
    pieces: list[str] = []
    at = start
    for first, last in found:
        first, last = max(first, at), min(last, end)
        if first < last:
            pieces += [text[at:first], format_html("<mark>{}</mark>", text[first:last])]
            at = last
    pieces.append(text[at:end])
    return format_html_join("", "{}", ((piece,) for piece in pieces))
