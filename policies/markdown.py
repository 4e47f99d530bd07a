"""Markdown as editors write it, rendered and sanitised by one allow-list for preview and page."""

import re

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre",
    "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "sup",
    "div", "section",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
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


def render_markdown(text: str) -> SafeString:
    """Return editors' Markdown as safe HTML.

    Tables, their alignment and footnotes are kept; whatever runs, styles or imitates is removed.
    """
    html = markdown.markdown(text, extensions=["tables", "footnotes", "sane_lists"])
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
