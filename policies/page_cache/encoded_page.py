"""One page as bytes: compressed once for each encoding, with the validators that HTTP asks for."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
from django.utils.http import parse_etags

Headers = list[tuple[str, str]]

IDENTITY = "identity"
COMPRESS: dict[str, Callable[[bytes, bool], bytes]] = {  # preferred first; whether to take time
    "br": lambda body, well: brotli.compress(body, quality=11 if well else 5),
    "gzip": lambda body, well: gzip.compress(body, 9 if well else 6, mtime=0),
}
SMALLEST = 500  # bytes; less is not worth it
AGAIN = 2  # times that a page is asked for until it is worth compressing well
OF_A_304 = {"cache-control", "vary"}  # with the ETag, all that RFC 9110 wants there


@lru_cache(maxsize=256)
def preferred_encoding(accepted: str) -> str:
    """Return the encoding that an Accept-Encoding header likes best of those on offer."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        try:
            weights[name.strip()] = float(parameters.partition("=")[2] or 1)
        except ValueError:
            weights[name.strip()] = 0.0  # unreadable, so not asked for
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in COMPRESS}
    best = max(offered, key=offered.__getitem__)
    return best if offered[best] > 0 and offered[best] >= weights.get(IDENTITY, 0) else IDENTITY


@lru_cache(maxsize=256)
def tags_of(known: str) -> frozenset[str]:
    """Return the tags of an If-None-Match header, compared as weak ones; "*" for any."""
    return frozenset(tag.removeprefix("W/") for tag in parse_etags(known))


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes in one encoding, the headers with them, and those of a 304."""

    body: bytes
    tag: str
    headers: Headers
    headers_of_304: Headers


class EncodedPage:
    """An answer of status 200 that holds for every reader."""

    def __init__(self, body: bytes, headers: Headers, until: datetime) -> None:
        self.body = body
        self.until = until.timestamp()
        self.size = 2 * len(body)  # compressed text, both ways together, never outgrows it
        self.headers = [(name, value) for name, value in headers if name != "Content-Length"]
        # Of the headers too: who is told 304 goes on with those that came with the page.
        self.digest = blake2b(body + repr(self.headers).encode(), digest_size=12).hexdigest()
        self.encoded: dict[str, Encoded] = {}
        self.asked: Counter[str] = Counter()

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with the page, or with 304 where the reader has it already."""
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        self.asked[encoding] += 1
        if self.asked[encoding] == AGAIN:  # the others get the former bytes meanwhile
            self.encode(encoding, well=True)
        encoded = self.encoded.get(encoding) or self.encode(encoding)
        if known := environ.get("HTTP_IF_NONE_MATCH"):
            tags = tags_of(known)
            if encoded.tag in tags or "*" in tags:
                start_response("304 Not Modified", encoded.headers_of_304)
                return []
        start_response("200 OK", encoded.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [encoded.body]

    def encode(self, encoding: str, *, well: bool = False) -> Encoded:
        """Compress the page, quickly or well, and keep it so.

        The ETag is weak, because both are the same page; two threads may come to the same result.
        """
        body, headers = self.body, list(self.headers)
        headers_of_304 = [header for header in headers if header[0].lower() in OF_A_304]
        tag = f'"{self.digest}"'
        if encoding != IDENTITY and len(body) >= SMALLEST:
            body = COMPRESS[encoding](body, well)
            tag = f'"{self.digest}-{encoding}"'
            headers.append(("Content-Encoding", encoding))
        for answer in (headers, headers_of_304):
            answer.append(("ETag", f"W/{tag}"))
        headers.append(("Content-Length", str(len(body))))
        self.encoded[encoding] = Encoded(body, tag, headers, headers_of_304)
        return self.encoded[encoding]
