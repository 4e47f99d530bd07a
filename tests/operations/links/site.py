"""A site on the loopback address, and how the tests look at it."""

import ssl
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import trustme

from policies.operations.links.checking import Finding, look_at
from policies.operations.links.fetching import IPAddress, is_public_address
from policies.vocabulary import LinkState

PAGE = "<html><head><script>{script}</script></head><body><p>{text}</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PDF = "application/pdf"
SECONDS = 5.0  # far more than a page at hand takes


class Site(ThreadingHTTPServer):
    """A site on the loopback address; each path answers as the test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.drip = 0.0  # seconds before each byte

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, path: str, body: str | bytes = "", *, status: int = 200, **headers: str) -> str:
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, HTML | named, content)
        return self.url + path

    def leads(self, path: str, to: str, *, status: int = 302) -> str:
        return self.says(path, status=status, Location=to)


class Handler(BaseHTTPRequestHandler):
    """Answers as its site says, and remembers who asked for what."""

    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for byte in body if self.server.drip else ():
                time.sleep(self.server.drip)
                self.wfile.write(bytes([byte]))
            if not self.server.drip:
                self.wfile.write(body)
        except OSError:
            pass  # the reader has had enough

    def log_message(self, *args: object) -> None:
        pass


def encrypted(site: Site, authority: trustme.CA, name: str) -> str:
    """Let the site speak TLS with a certificate for a name; return its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return f"https://127.0.0.1:{site.server_port}"


def at_hand(address: IPAddress) -> bool:
    """Allow the loopback server of the tests beside what is public."""
    return address == ip_address("127.0.0.1") or is_public_address(address)


def seen(url: str, seconds: float = SECONDS) -> Finding:
    return look_at(url, seconds=seconds, is_public_address=at_hand)


def state_of(url: str, seconds: float = SECONDS) -> LinkState:
    return seen(url, seconds).state
