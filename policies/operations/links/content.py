"""What of a page counts as its content: of HTML the visible text, of anything else every byte."""

import hashlib
import re
from email.message import Message
from html import unescape

META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)
HEAD_BYTES = 2048
# Chinese pages that say gb2312 use its successors; what names nothing known is read as UTF-8.
ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
# Each match is possessive, so that a hostile page of a million unclosed tags takes no longer.
MARKUP = re.compile(r"<!--|<(script|style|template)\b[^<>]*+>|</?[a-z][^<>]*+>|<[!?][^<>]*+>", re.I)
ENDS = {
    "<!--": re.compile("-->"),
    **{name: re.compile(rf"</{name}\b[^<>]*+>?", re.I) for name in ("script", "style", "template")},
}


def fingerprint(body: bytes, content_type: str) -> str:
    """Return a hash that stays the same as long as the content does."""
    header = Message()
    header["Content-Type"] = content_type or "text/html"
    if header.get_content_type() in ("text/html", "application/xhtml+xml"):
        charset = header.get_content_charset() or charset_in(body)
        text = visible_text(body.decode(ENCODINGS.get(charset, "utf-8"), "replace"))
        body = text.encode("utf-8", "replace")
    return hashlib.sha256(body).hexdigest()


def charset_in(body: bytes) -> str:
    """Return the encoding that a page names in its head; empty where it names none."""
    found = META_CHARSET.search(body[:HEAD_BYTES])
    return found[1].decode().lower() if found else ""


def visible_text(html: str) -> str:
    """Return the characters that readers see, without spaces."""
    seen: list[str] = []
    at = 0
    while tag := MARKUP.search(html, at):
        seen.append(html[at : tag.start()])
        at = tag.end()
        if end := ENDS.get((tag[1] or tag[0]).lower()):
            found = end.search(html, at)
            at = found.end() if found else len(html)
    seen.append(html[at:])
    return "".join(unescape("".join(seen)).split())
