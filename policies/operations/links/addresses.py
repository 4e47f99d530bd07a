"""Which addresses may be opened: public ones only, by every IP that a name stands for."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, Queue
from threading import Thread
from urllib.parse import quote, urlsplit

from policies.operations.links.deadline import Deadline, Unreachable

IPAddress = IPv4Address | IPv6Address
GLOBAL_UNICAST = IPv6Network("2000::/3")  # outside lie local, mapped and translated addresses
DEFAULT_PORTS = {"http": 80, "https": 443}
ASCII_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"


class Refused(Exception):
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
    """Take an address apart; raise Refused for anything but plain http and https."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() or None
        port = parts.port
    except ValueError as error:
        raise Refused("网址写得不对") from error
    if parts.scheme not in DEFAULT_PORTS or host is None:
        raise Refused("不是http或https网址")
    if parts.username is not None or parts.password is not None:
        raise Refused("网址里带有用户名或密码")
    path = quote(parts.path or "/", safe=ASCII_OF_ADDRESSES)
    if parts.query:
        path += f"?{quote(parts.query, safe=ASCII_OF_ADDRESSES)}"
    return Target(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], path)


def addresses_of(
    target: Target, deadline: Deadline, is_public: Callable[[IPAddress], bool]
) -> list[IPAddress]:
    """Return the IPs that a host stands for; raise Refused where a single one is not public."""
    addresses = [ip_address(address) for address in _looked_up(target, deadline)]
    if not all(map(is_public, addresses)):
        raise Refused(f"{target.host}指向内部地址")
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
