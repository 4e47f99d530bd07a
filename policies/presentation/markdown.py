"""Markdown as editors write it: CommonMark, tables, footnotes, callouts and references.

Preview and page are cleaned by one allow-list. Every rule is linear or bounded, so that no text of
the greatest length takes long; the syntax of callouts and references is described in the desk.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import nh3
from django.core.validators import MaxLengthValidator
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

MOST_CHARACTERS = 20_000
refuse_long_texts = MaxLengthValidator(
    MOST_CHARACTERS, "最多%(limit_value)d个字，现在是%(show_value)d个字，请分成几段。"
)

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
    "sup": {"class"},
    "div": {"class"},
    "ol": {"start"},
}
ALLOWED_CLASSES = {
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
FOOTNOTE_ID = re.compile(r"fn(ref)?-\d+-\d+(:\d+)?")
HEADING_ONE = re.compile(r"<(/?)h1(?=[\s/>])", re.IGNORECASE)
CELL_ALIGNMENT = re.compile(r'<(t[hd]) style="text-align:(left|center|right)">')

REFERENCE = re.compile(r"\[\[([^\[\]\n]{1,120})\]\]")
CALLOUT_INDENT = 4
CALLOUT_CLASSES = {
    "说明": "callout-note",
    "提示": "callout-note",
    "note": "callout-note",
    "注意": "callout-warning",
    "警告": "callout-warning",
    "warning": "callout-warning",
}
CALLOUT = re.compile(rf'[!！]{{3}} ?({"|".join(CALLOUT_CLASSES)})(?: *["“](.*?)["”])? *')
DEFAULT_TITLES = {"note": "说明", "warning": "注意"}


@dataclass(frozen=True)
class Printed:
    """What a reference prints, as a link where it has an address."""

    text: str
    address: str = ""


PrintReference = Callable[[str], Printed]


def as_written(name: str) -> Printed:
    return Printed(f"[[{name}]]")


def reference_names(text: str) -> list[str]:
    """Return the names that a text refers to, exactly those that rendering would print."""
    names: list[str] = []

    def take_down(name: str) -> Printed:
        names.append(name)
        return as_written(name)

    if "[[" in text:
        converter.parse(text, {"print_reference": take_down})
    return names


def render_markdown(
    text: str, print_reference: PrintReference = as_written, *, number: int = 1
) -> SafeString:
    """Return Markdown as safe HTML; `number` tells the footnotes of a page's texts apart."""
    html = converter.render(text, {"print_reference": print_reference, "docId": str(number)})
    html = HEADING_ONE.sub(r"<\1h2", html)
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
    return mark_safe(clean.strip())  # noqa: S308  # cleaned by the allow-list above


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Keep footnote ids and the few known classes; drop other ids and classes."""
    if attribute == "id":
        return value if FOOTNOTE_ID.fullmatch(value) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in ALLOWED_CLASSES) or None
    return value


def reference(state: StateInline, silent: bool) -> bool:
    """`[[name]]` as what the name stands for; not in code, and not after a backslash."""
    match = REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    state.pos = match.end()
    if not silent:
        printed = state.env["print_reference"](match[1].strip())
        if printed.address:
            state.push("link_open", "a", 1).attrs = {"href": printed.address}
        state.push("text", "", 0).content = printed.text
        if printed.address:
            state.push("link_close", "a", -1)
    return True


def asterisks(state: StateInline, silent: bool) -> bool:
    """Emphasis as Chinese needs it: CommonMark leaves `**“小巨人”**企业` as it is written."""
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    length = state.scanDelims(start, True).length
    before, after = state.src[start - 1 : start], state.src[start + length : start + length + 1]
    for _ in range(length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=bool(after.strip()),
                close=bool(before.strip()),
            )
        )
    state.pos += length
    return True


def callout(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`!!! 注意 "标题"` and the indented lines below it as a box; without a title, its kind."""
    if state.is_code_block(start):
        return False
    first_line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = CALLOUT.fullmatch(first_line)
    if match is None or silent:
        return match is not None
    indent, last_line, parent = state.blkIndent, state.lineMax, state.parentType
    after = start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= indent + CALLOUT_INDENT):
        after += 1
    kind, title = match[1], match[2]
    if title is None:
        title = DEFAULT_TITLES.get(kind, kind)
    state.push("callout_open", "div", 1).attrs = {"class": f"callout {CALLOUT_CLASSES[kind]}"}
    if title:
        state.push("paragraph_open", "p", 1).attrs = {"class": "callout-title"}
        inline = state.push("inline", "", 0)
        inline.content, inline.children, inline.map = title, [], [start, start + 1]
        state.push("paragraph_close", "p", -1)
    state.parentType, state.blkIndent, state.lineMax = "callout", indent + CALLOUT_INDENT, after
    state.md.block.tokenize(state, start + 1, after)
    state.parentType, state.blkIndent, state.lineMax = parent, indent, last_line
    state.push("callout_close", "div", -1)
    state.line = after
    return True


def way_back(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    number = tokens[at].meta["id"] + 1
    name = self.rules["footnote_anchor_name"](tokens, at, options, env)
    if repeated := tokens[at].meta["subId"]:
        name = f"{name}:{repeated}"
    return (
        f' <a href="#fnref{name}" class="footnote-backref" title="回到正文的第{number}个注">↩︎</a>'
    )


def policy_converter() -> MarkdownIt:
    converter = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
    converter.inline.ruler.before("link", "reference", reference)
    converter.inline.ruler.before("emphasis", "asterisks", asterisks)
    converter.block.ruler.before(
        "fence", "callout", callout, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    converter.add_render_rule("footnote_anchor", way_back)
    return converter


# Cells that a short table leaves out are added; the library's own limit takes longer to print.
import_module("markdown_it.rules_block.table").MAX_AUTOCOMPLETED_CELLS = 8_192  # type: ignore[attr-defined]
converter = policy_converter()
