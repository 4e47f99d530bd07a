"""Looking at every link, one after the other, and storing what was found."""

import hashlib
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.models import LinkCheck, SourceLink
from policies.operations.links import fetching
from policies.vocabulary import LinkState

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


GONE = (404, 410)
LONGEST_URL = 500
LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """What looking at an address found, before it is compared with what was there."""

    state: LinkState
    status_code: int | None = None
    final_url: str = ""
    content_hash: str = ""
    detail: str = ""


def look_at(
    url: str, *, seconds: float, is_public_address: fetching.IsPublic = fetching.is_public_address
) -> Finding:
    """Open an address as a reader would and say what is there; never raises for what it finds."""
    try:
        page = fetching.fetch(url, seconds=seconds, is_public=is_public_address)
    except fetching.ForbiddenAddress as refusal:
        return Finding(LinkState.REFUSED, detail=str(refusal))
    except fetching.Unreachable as failure:
        return Finding(LinkState.FAILED, detail=str(failure))
    at = (page.status, page.url)
    if page.status in GONE:
        return Finding(LinkState.GONE, *at, detail=f"服务器回答{page.status}")
    if not 200 <= page.status < 300:
        return Finding(LinkState.FAILED, *at, detail=f"服务器回答{page.status}")
    content_hash = fingerprint(page.body, page.content_type)
    if page.has_moved:
        return Finding(LinkState.MOVED, *at, content_hash, f"已改到{page.url}")
    return Finding(LinkState.FINE, *at, content_hash)


@transaction.atomic
def store(link: SourceLink, finding: Finding) -> LinkCheck | None:
    """Store a finding; None where the link was deleted or changed while it was looked at.

    Content that differs from what was last accepted counts as changed until a person accepts it.
    """
    is_still_there = SourceLink.objects.select_for_update().filter(pk=link.pk, url=link.url)
    if not is_still_there.exists():
        return None
    check = LinkCheck.objects.filter(link=link).first() or LinkCheck(link=link)
    check.state, check.detail = finding.state, finding.detail
    if finding.content_hash:
        check.content_hash = finding.content_hash
        check.accepted_hash = check.accepted_hash or finding.content_hash
        if check.content_hash != check.accepted_hash:
            check.detail = "；".join(filter(None, (finding.detail, "内容与上次看过的不同")))
            if finding.state == LinkState.FINE:
                check.state = LinkState.CHANGED
    check.detail = check.detail[:LONGEST_DETAIL]
    check.status_code = finding.status_code
    check.final_url = finding.final_url if len(finding.final_url) <= LONGEST_URL else ""
    check.checked_at = timezone.now()
    check.save()
    return check


def check_links(
    *, is_public_address: fetching.IsPublic = fetching.is_public_address
) -> Iterator[LinkCheck]:
    """Check every link and yield each result once it is stored.

    A host is asked for one page at a time, with a pause; nothing is locked while it answers.
    """
    last_asked: dict[str | None, float] = {}
    for link in SourceLink.objects.select_related("document").order_by("document__key", "pk"):
        host = urlsplit(link.url).hostname
        ready = last_asked.get(host, -math.inf) + settings.LINK_CHECK_PAUSE_SECONDS
        time.sleep(max(0, ready - time.monotonic()))
        seconds = settings.LINK_CHECK_SECONDS
        finding = look_at(link.url, seconds=seconds, is_public_address=is_public_address)
        last_asked[host] = time.monotonic()
        check = store(link, finding)
        if check is not None:
            yield check


def accept_content(*, check: LinkCheck, seen: str) -> bool:
    """Take the content that a person has seen as the right one; False where it is no longer that.

    `seen` is the hash that the page carried.
    """
    waiting = LinkCheck.objects.filter(pk=check.pk, state=LinkState.CHANGED, content_hash=seen)
    return bool(waiting.update(state=LinkState.FINE, accepted_hash=seen, detail=""))
