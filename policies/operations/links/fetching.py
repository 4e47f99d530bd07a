"""Reading a page over http or https from a public IP that was checked, within one time limit."""

import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings


class Unreachable(Exception):
    """A page that could not be read; the text says why."""


class Deadline:
    """The moment by which an answer has to be there in full."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds that are left; raise Unreachable when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unreachable(f"{self.seconds:g}秒内没有读完")
        return left


class TimedSocket:
    """What http.client needs of a connection; a peer that drips bytes gains no time by it."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        """Send within what is left of the time."""
        self._connection.settimeout(self._deadline.remaining())
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connection, self._deadline))

    def close(self) -> None:
        """Leave the connection to whoever opened it: http.client closes before it reads."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.remaining())
        return self._connection.recv_into(buffer)


IPAddress = IPv4Address | IPv6Address
GLOBAL_UNICAST = IPv6Network("2000::/3")  # outside lie local, mapped and translated addresses
DEFAULT_PORTS = {"http": 80, "https": 443}
ASCII_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"


class ForbiddenAddress(Exception):
    """An address that is not opened; the text says why."""


def is_public_address(address: IPAddress) -> bool:
    """Return whether an IP belongs to the public internet, and stands for no other IP."""
    if isinstance(address, IPv6Address):
        stands_for_another = address.sixtofour is not None or address.teredo is not None
        if address not in GLOBAL_UNICAST or stands_for_another:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart, its path as it is sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """Return the host as the request names it: with brackets and port where needed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Take an address apart; raise ForbiddenAddress for anything but plain http and https."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() or None
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress("网址写得不对") from error
    if parts.scheme not in DEFAULT_PORTS or host is None:
        raise ForbiddenAddress("不是http或https网址")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddress("网址里带有用户名或密码")
    path = quote(parts.path or "/", safe=ASCII_OF_ADDRESSES)
    if parts.query:
        path += f"?{quote(parts.query, safe=ASCII_OF_ADDRESSES)}"
    return Target(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], path)


def addresses_of(
    target: Target, deadline: Deadline, is_public: Callable[[IPAddress], bool]
) -> list[IPAddress]:
    """Return the IPs of a host; raise ForbiddenAddress where a single one is not public."""
    addresses = [ip_address(address) for address in _looked_up(target, deadline)]
    if not all(map(is_public, addresses)):
        raise ForbiddenAddress(f"{target.host}指向内部地址")
    return addresses


def _looked_up(target: Target, deadline: Deadline) -> list[str]:
    """Ask the resolver in a thread, since it knows no timeout."""
    answers: Queue[list[str] | Exception] = Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answers.put([str(address[4][0]) for address in found])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.remaining())
    except Empty as error:
        raise Unreachable("查询域名超时") from error
    if isinstance(answer, Exception):
        raise Unreachable("域名不存在或查不到") from answer
    return answer


MOST_REDIRECTS = 5
MOST_BYTES = 5_000_000
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)
GZIP_OR_ZLIB = 47  # both are told apart by their first bytes


@dataclass(frozen=True, slots=True)
class FetchedPage:
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


def fetch(url: str, *, deadline: Deadline, is_public: Callable[[IPAddress], bool]) -> FetchedPage:
    """Read a page, following redirects; each address on the way is checked before it is opened.

    Raises ForbiddenAddress where it is not public, Unreachable where nothing answers.
    """
    at, has_moved = url, False
    for redirects in range(MOST_REDIRECTS + 1):
        answer = _ask(at, deadline, is_public)
        if answer.status not in REDIRECTS or not answer.location:
            has_moved = has_moved and at != url
            return FetchedPage(answer.status, at, has_moved, answer.content_type, answer.body)
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
            continue  # the next address may answer; none that does is said below
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
