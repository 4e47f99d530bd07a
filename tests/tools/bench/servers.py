"""The servers under load: the site, a bare callable in its place, and nginx on a file."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from tests.tools.bench.wrk import BROTLI
from tests.tools.torture.site import free_port

GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:xiaojuren_site.gunicorn_conf")
NGINX = shutil.which("nginx", path=os.pathsep.join((os.environ["PATH"], "/usr/sbin")))
LONGEST_START = 60.0  # seconds

NGINX_CONFIGURATION = """
pid {folder}/nginx.pid;
worker_processes {workers};
error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  default_type "text/html; charset=utf-8";
  server {{
    listen 127.0.0.1:{port};
    location / {{ root {folder}; add_header Content-Encoding br; }}
  }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A running server, and how long it took until its first answer, in seconds."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_answer: float

    def url(self, path: str) -> str:
        """Return an address at it."""
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Ask once as a browser, on a connection of its own; return status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=BROTLI)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read()


@contextlib.contextmanager
def running(command: tuple[str, ...], port: int, path: str, **variables: str) -> Iterator[Server]:
    """Start a server, wait until it answers at a path, and end it afterwards."""
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > began + LONGEST_START:
                sys.exit(f"{command[0]} does not answer.")
            time.sleep(0.01)
        yield Server(port, process, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(LONGEST_START)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path)
        return connection.getresponse().status == 200
    return False


def site(path: str, **variables: str) -> contextlib.AbstractContextManager[Server]:
    """Return the site as `make run` serves it, without its mail worker."""
    port = free_port()
    return running(GUNICORN, port, path, PORT=str(port), **variables)


def bare(body: Path) -> contextlib.AbstractContextManager[Server]:
    """Return the bare callable with the bytes of a file, under gunicorn as it comes."""
    port = free_port()
    workers = ("--worker-class=gthread", f"--workers={settings.WEB_CONCURRENCY}", "--threads=2")
    bind = (f"--bind=127.0.0.1:{port}", "tests.tools.bench.bare:application")
    command = (sys.executable, "-m", "gunicorn", *workers, *bind)
    return running(command, port, "/", BENCH_BODY=str(body))


@contextlib.contextmanager
def nginx(body: Path, workers: int) -> Iterator[Server]:
    """Serve a file by nginx, with as many workers as the site has."""
    port = free_port()
    configuration = body.with_name("nginx.conf")
    configuration.write_text(
        NGINX_CONFIGURATION.format(folder=body.parent, workers=workers, port=port)
    )
    command = (str(NGINX), "-c", str(configuration), "-g", "daemon off;")
    body.parent.chmod(0o755)  # its workers are another user's where root starts it
    with running(command, port, f"/{body.name}") as server:
        yield server
