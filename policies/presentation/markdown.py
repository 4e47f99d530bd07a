"""Markdown as editors write it, rendered and sanitised by one allow-list for preview and page."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown

from policies.presentation.markdown_syntax import PolicySyntax, Printed, PrintReference

ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre",
    "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "sup",
    "div", "section",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "p": {"class"},
    "th": {"class"},
    "td": {"class"},
    "li": {"id"},
    "sup": {"id"},
    "div": {"class"},
    "ol": {"start"},
}
ALLOWED_CLASSES = {
    "footnote",
    "footnote-ref",
    "footnote-backref",
    "align-left",
    "align-center",
    "align-right",
    "callout",
    "callout-title",
    "callout-note",
    "callout-warning",
}
FOOTNOTE_ID = re.compile(r"fn(ref\d*)?:[\w-]+\Z")
HEADING_ONE = re.compile(r"<(/?)h1\b[^>]*>", re.IGNORECASE)
CELL_ALIGNMENT = re.compile(r'<(t[hd]) style="text-align: (left|center|right);">')


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Keep footnote ids and the few known classes; drop other ids and classes."""
    if attribute == "id":
        return value if FOOTNOTE_ID.match(value) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in ALLOWED_CLASSES) or None
    return value


def as_written(name: str) -> Printed:
    """Print a reference as the editor wrote it."""
    return Printed(f"[[{name}]]")


def reference_names(text: str) -> list[str]:
    """Return the names that a text refers to, exactly those that rendering would print."""
    if "[[" not in text:
        return []
    names: list[str] = []

    def take_down(name: str) -> Printed:
        names.append(name)
        return as_written(name)

    converter(take_down).convert(text)
    return names


def render_markdown(text: str, print_reference: PrintReference = as_written) -> SafeString:
    """Return editors' Markdown as safe HTML.

    Tables, footnotes, callouts and references are kept; what runs, styles or imitates is removed.
    """
    html = converter(print_reference).convert(text)
    html = HEADING_ONE.sub(r"<\1h2>", html)
    # The Content-Security-Policy forbids inline styles, so a cell's alignment becomes a class.
    html = CELL_ALIGNMENT.sub(r'<\1 class="align-\2">', html)
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener",
    )
    return mark_safe(clean)  # noqa: S308  # cleaned by the allow-list above


def converter(print_reference: PrintReference) -> Markdown:
    """Return a converter of one text to HTML that is not yet safe."""
    return Markdown(
        extensions=["tables", "footnotes", "sane_lists", PolicySyntax(print_reference)],
        extension_configs={"footnotes": {"BACKLINK_TITLE": "回到正文的第{}个注"}},
    )
