"""The nginx of the documentation, run for tests with ports and files of its own."""

import contextlib
import ssl
import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPSConnection
from pathlib import Path

import trustme
from django.conf import settings

from tests.page_cache.cached_site import Answer
from tests.tools.bench.servers import NGINX
from tests.tools.torture.site import free_port, wait_until

NAME = "example.org"
WHOLE = """
pid {folder}/nginx.pid;
events {{ }}
http {{
  client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/answers;
  include {folder}/site.conf;
}}
"""


class Nginx:
    """A running nginx with the documented configuration, its ports and files put in place."""

    def __init__(self, folder: Path, port_of_the_site: int) -> None:
        self.plain, self.encrypted = free_port(), free_port()
        self.authority = trustme.CA()
        certificate = self.authority.issue_cert(NAME)
        certificate.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")
        certificate.private_key_pem.write_to_path(folder / "privkey.pem")
        text = (settings.BASE_DIR / "docs" / "nginx.conf").read_text()
        for former, present in (
            ("listen 80", f"listen 127.0.0.1:{self.plain}"),
            ("listen 443", f"listen 127.0.0.1:{self.encrypted}"),
            ("127.0.0.1:8000", f"127.0.0.1:{port_of_the_site}"),
            (f"/etc/ssl/{NAME}", str(folder)),
            ("/var/log/nginx", str(folder)),
        ):
            assert former in text
            text = text.replace(former, present)
        (folder / "site.conf").write_text(text)
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(WHOLE.format(folder=folder))
        self.command = [str(NGINX), "-e", "stderr", "-c", str(self.configuration)]

    def ask(self, path: str, *, host: str = NAME, body: bytes = b"", **headers: str) -> Answer:
        """Ask by https, whatever the name; headers as `if_none_match="*"`."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        context.check_hostname = False
        connection = HTTPSConnection("127.0.0.1", self.encrypted, context=context, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            method = "POST" if body else "GET"
            connection.request(method, path, headers={"Host": host} | named, body=body or None)
            answer = connection.getresponse()
            return Answer(HTTPStatus(answer.status), dict(answer.headers), answer.read())

    def answers(self) -> bool:
        """Return whether it answers yet."""
        with contextlib.suppress(OSError):
            return self.ask("/").status == 200
        return False


@contextlib.contextmanager
def running_nginx(folder: Path, port_of_the_site: int) -> Iterator[Nginx]:
    """Run nginx before a site that answers already."""
    server = Nginx(folder, port_of_the_site)
    process = subprocess.Popen([*server.command, "-g", "daemon off; master_process off;"])
    try:
        wait_until(server.answers, "nginx does not answer")
        yield server
    finally:
        process.terminate()
        process.wait(10)
