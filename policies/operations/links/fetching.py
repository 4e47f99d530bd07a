"""Reading a page over http or https from a public IP that was checked, within one time limit."""

import socket
import ssl
import zlib
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, Queue
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

IPAddress = IPv4Address | IPv6Address
IsPublic = Callable[[IPAddress], bool]
GLOBAL_UNICAST = IPv6Network("2000::/3")  # outside lie local, mapped and translated addresses
ASCII_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
MOST_REDIRECTS = 5
MOST_BYTES = 5_000_000
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)
GZIP_OR_ZLIB = 47  # both are told apart by their first bytes


class Unreachable(Exception):
    """A page that could not be read; the text says why."""


class ForbiddenAddress(Exception):
    """An address that is not opened; the text says why."""


class FetchedPage(NamedTuple):
    """What an address led to."""

    status: int
    url: str
    has_moved: bool
    """The address itself says that it is replaced for good."""
    content_type: str
    body: bytes


def is_public_address(address: IPAddress) -> bool:
    """Return whether an IP belongs to the public internet, and stands for no other IP."""
    if isinstance(address, IPv6Address):
        stands_for_another = address.sixtofour is not None or address.teredo is not None
        if address not in GLOBAL_UNICAST or stands_for_another:
            return False
    return address.is_global and not address.is_multicast


def fetch(url: str, *, seconds: float, is_public: IsPublic) -> FetchedPage:
    """Read a page, following redirects; each address on the way is checked before it is opened.

    Raises ForbiddenAddress where it is not public, Unreachable where nothing answers in time.
    """
    answers: Queue[FetchedPage | Exception] = Queue()

    def read() -> None:
        try:
            answers.put(_followed(url, seconds, is_public))
        except Exception as error:
            answers.put(error)

    # In a thread: neither a resolver nor a peer that drips bytes can be held to a time limit.
    Thread(target=read, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        answer = TimeoutError()
    if isinstance(answer, TimeoutError):
        raise Unreachable(f"{seconds:g}秒内没有读完") from answer
    if isinstance(answer, Exception):
        raise answer
    return answer


def _followed(url: str, seconds: float, is_public: IsPublic) -> FetchedPage:
    at, has_moved = url, False
    for redirects in range(MOST_REDIRECTS + 1):
        status, location, content_type, body = _ask(at, seconds, is_public)
        if status not in REDIRECTS or not location:
            return FetchedPage(status, at, has_moved and at != url, content_type, body)
        if redirects == 0:
            has_moved = status in PERMANENT_REDIRECTS
        at = urljoin(at, location)
    raise Unreachable(f"转来转去超过{MOST_REDIRECTS}次")


def _ask(url: str, seconds: float, is_public: IsPublic) -> tuple[int, str, str, bytes]:
    """Return the status of an answer, where it leads, what its body is, and the body."""
    parts, host = _taken_apart(url)
    kind: Any = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    http = kind(host, parts.port or kind.default_port)
    path = quote(parts.path or "/", ASCII_OF_ADDRESSES)
    if parts.query:
        path += f"?{quote(parts.query, ASCII_OF_ADDRESSES)}"
    agent = f"Mozilla/5.0 (compatible; XiaojurenLinkCheck/1.0; +{settings.SITE_URL})"
    headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Language": "zh-CN"}
    addresses = _addresses_of(host, http.port, is_public)
    try:
        with _connected(http, addresses, seconds) as http.sock:
            http.request("GET", path, headers=headers | {"Connection": "close"})
            with http.getresponse() as response:
                return _read(response)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable("证书不对") from error
    except ssl.SSLError as error:
        raise Unreachable("加密连接失败") from error
    except TimeoutError:
        raise
    except (OSError, HTTPException, zlib.error) as error:
        raise Unreachable("连接中断或回答不完整") from error


def _taken_apart(url: str) -> tuple[SplitResult, str]:
    """Return an address and its host; raise ForbiddenAddress but for plain http and https."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        _ = parts.port
    except ValueError as error:
        raise ForbiddenAddress("网址写得不对") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ForbiddenAddress("不是http或https网址")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddress("网址里带有用户名或密码")
    return parts, host


def _addresses_of(host: str, port: int, is_public: IsPublic) -> list[str]:
    """Return the IPs of a host; raise ForbiddenAddress where a single one is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("域名不存在或查不到") from error
    addresses = [str(address[4][0]) for address in found]
    if not all(is_public(ip_address(address)) for address in addresses):
        raise ForbiddenAddress(f"{host}指向内部地址")
    return addresses


def _connected(http: Any, addresses: list[str], seconds: float) -> socket.socket:
    """Connect to the first of the checked addresses that answers, encrypted where it says https."""
    for address in addresses:
        try:
            plain = socket.create_connection((address, http.port), seconds)
            break
        except OSError:
            continue  # the next address may answer; none that does is said below
    else:
        raise Unreachable("服务器没有回应")
    if not isinstance(http, HTTPSConnection):
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=http.host)
    except BaseException:
        plain.close()
        raise


def _read(response: HTTPResponse) -> tuple[int, str, str, bytes]:
    location = quote(response.getheader("Location", ""), ASCII_OF_ADDRESSES, encoding="latin-1")
    if not 200 <= response.status < 300:
        return response.status, location, "", b""
    body = response.read(MOST_BYTES)
    if response.length and len(body) < MOST_BYTES:
        raise HTTPException("the body is shorter than announced")
    if response.getheader("Content-Encoding", "").lower() in ("gzip", "deflate"):
        body = zlib.decompressobj(GZIP_OR_ZLIB).decompress(body, MOST_BYTES)
    return response.status, "", response.getheader("Content-Type", ""), body
