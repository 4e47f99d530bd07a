"""The nginx configuration of the documentation is accepted, and passes on what the site needs."""

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.site.documented_nginx import NAME, Nginx, running_nginx
from tests.tools.bench.servers import NGINX

pytestmark = pytest.mark.once

HEADERS = {
    "Cache-Control": "public, max-age=0, s-maxage=10, must-revalidate",
    "Content-Encoding": "br",
    "ETag": 'W/"abc-br"',
    "Vary": "Accept-Encoding",
}


class Site(BaseHTTPRequestHandler):
    """Answers with the headers that it was sent, under the headers of a public page."""

    def do_GET(self) -> None:
        self.send_response(304 if self.headers["If-None-Match"] else 200)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if not self.headers["If-None-Match"]:
            self.wfile.write(json.dumps(dict(self.headers)).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """An nginx before a server that says what it was sent."""
    if NGINX is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("No nginx; tests/tools/install installs it.")
    folder = tmp_path_factory.mktemp("nginx")
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    with running_nginx(folder, site.server_address[1]) as server:
        yield server
    site.shutdown()
    site.server_close()


def test_nginx_accepts_the_configuration(nginx: Nginx) -> None:
    result = subprocess.run([*nginx.command, "-t"], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr


def test_plain_http_leads_to_the_same_address_by_https(nginx: Nginx) -> None:
    connection = HTTPConnection("127.0.0.1", nginx.plain, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", "/compare/?tiers=xiaojuren", headers={"Host": NAME})
        answer = connection.getresponse()

    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{NAME}/compare/?tiers=xiaojuren"


def test_the_site_learns_the_name_the_visitor_and_that_the_way_is_encrypted(nginx: Nginx) -> None:
    answer = nginx.ask("/", X_Forwarded_For="203.0.113.7", X_Forwarded_Proto="http")
    sent = json.loads(answer.body)

    assert sent["Host"] == NAME
    assert sent["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1"  # read from its end
    assert sent["X-Forwarded-Proto"] == "https"


def test_pages_and_304_pass_unchanged(nginx: Nginx) -> None:
    page = nginx.ask("/", accept_encoding="br")
    again = nginx.ask("/", if_none_match=HEADERS["ETag"])

    assert {name: page.headers[name] for name in HEADERS} == HEADERS
    assert (again.status, again.body) == (HTTPStatus.NOT_MODIFIED, b"")


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_another_name_gets_no_answer(nginx: Nginx, host: str) -> None:
    with pytest.raises(ConnectionError):
        nginx.ask("/", host=host)


@pytest.mark.parametrize(("megabytes", "status"), [(10, 200), (12, 413)])
def test_an_import_passes_and_more_is_refused(nginx: Nginx, megabytes: int, status: int) -> None:
    body = b"x" * (megabytes * 1024 * 1024)

    assert nginx.ask("/admin/", body=body).status == status
