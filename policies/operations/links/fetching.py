"""Reading a page over http or https, from the very IP address that was checked."""

import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings

from policies.operations.links.addresses import (
    ASCII_OF_ADDRESSES,
    IPAddress,
    Target,
    addresses_of,
    target_of,
)
from policies.operations.links.deadline import Deadline, TimedSocket, Unreachable

MOST_REDIRECTS = 5
MOST_BYTES = 5_000_000
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)
GZIP_OR_ZLIB = 47  # both are told apart by their first bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What an address led to."""

    status: int
    url: str
    has_moved: bool = False
    """The address itself says that it is replaced for good."""
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str
    content_type: str
    body: bytes


def fetch(url: str, *, deadline: Deadline, is_public: Callable[[IPAddress], bool]) -> Page:
    """Read a page, following redirects; each address on the way is checked before it is opened.

    Raises Refused for an address that is not public, Unreachable for one that does not answer.
    """
    at, has_moved = url, False
    for redirects in range(MOST_REDIRECTS + 1):
        answer = _ask(at, deadline, is_public)
        if answer.status not in REDIRECTS or not answer.location:
            has_moved = has_moved and at != url
            return Page(answer.status, at, has_moved, answer.content_type, answer.body)
        if redirects == 0:
            has_moved = answer.status in PERMANENT_REDIRECTS
        at = urljoin(at, answer.location)
    raise Unreachable(f"转来转去超过{MOST_REDIRECTS}次")


def _ask(url: str, deadline: Deadline, is_public: Callable[[IPAddress], bool]) -> _Answer:
    target = target_of(url)
    try:
        addresses = addresses_of(target, deadline, is_public)
        with _connected(target, deadline, addresses) as connection:
            http: Any = HTTPConnection(target.host, target.port)
            http.sock = TimedSocket(connection, deadline)
            http.request("GET", target.path, headers=_headers(target))
            with http.getresponse() as response:
                return _read(response)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable("证书不对") from error
    except ssl.SSLError as error:
        raise Unreachable("加密连接失败") from error
    except TimeoutError as error:
        raise Unreachable(f"{deadline.seconds:g}秒内没有读完") from error
    except (OSError, HTTPException, zlib.error) as error:
        raise Unreachable("连接中断或回答不完整") from error


def _headers(target: Target) -> dict[str, str]:
    agent = f"Mozilla/5.0 (compatible; XiaojurenLinkCheck/1.0; +{settings.SITE_URL})"
    accepted = {"Accept": "*/*", "Accept-Encoding": "identity", "Accept-Language": "zh-CN"}
    return {"Host": target.host_header, "User-Agent": agent, "Connection": "close", **accepted}


def _connected(target: Target, deadline: Deadline, addresses: list[IPAddress]) -> socket.socket:
    """Connect to the first of the checked addresses that answers, encrypted where it says https."""
    for address in addresses:
        try:
            plain = socket.create_connection((str(address), target.port), deadline.remaining())
            break
        except OSError:
            continue
    else:
        raise Unreachable("服务器没有回应")
    if target.scheme == "http":
        return plain
    try:
        plain.settimeout(deadline.remaining())
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _read(response: HTTPResponse) -> _Answer:
    location = quote(response.getheader("Location", ""), ASCII_OF_ADDRESSES, encoding="latin-1")
    if not 200 <= response.status < 300:
        return _Answer(response.status, location, "", b"")
    body = response.read(MOST_BYTES)
    if response.length and len(body) < MOST_BYTES:
        raise HTTPException("the body is shorter than announced")
    if response.getheader("Content-Encoding", "").lower() in ("gzip", "deflate"):
        body = zlib.decompressobj(GZIP_OR_ZLIB).decompress(body, MOST_BYTES)
    return _Answer(response.status, "", response.getheader("Content-Type", ""), body)
