"""A wrong start ends with one line that says what to set, an exit code and no traceback."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

MANAGE = (sys.executable, "manage.py", "migrate", "--check")
SERVER = (sys.executable, "-m", "gunicorn", "-c", "python:xiaojuren_site.gunicorn_conf")
RUN = (sys.executable, "-m", "xiaojuren_site.run")
WAYS = (MANAGE, SERVER, RUN)
PASSWORD = "pa55word"


@pytest.fixture
def port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def variables(tmp_path: Path, port: int) -> dict[str, str]:
    """Return the environment of a site of its own."""
    return os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "xiaojuren_site.settings",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }


def start(command: tuple[str, ...], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=variables, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )


def assert_one_line(result: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    assert PASSWORD not in result.stderr
    for part in parts:
        assert part in result.stderr


@pytest.mark.parametrize("command", WAYS, ids=["manage.py", "gunicorn", "run"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"postgres://u:{PASSWORD}@host:port/site"),
        ("EMAIL_URL", f"smtps://u:{PASSWORD}@host"),
        ("DATA_DIR", "/dev/null/data"),
        ("PORT", "high"),
        ("SITE_URL", "example.org"),
    ],
)
def test_a_wrong_setting_is_one_line(
    command: tuple[str, ...], name: str, value: str, variables: dict[str, str]
) -> None:
    assert_one_line(start(command, variables | {name: value}), f"{name} ")


@pytest.mark.parametrize("command", WAYS, ids=["manage.py", "gunicorn", "run"])
def test_a_public_site_without_its_key_is_one_line(
    command: tuple[str, ...], variables: dict[str, str]
) -> None:
    result = start(command, variables | {"SITE_URL": "https://example.org"})
    assert_one_line(result, "SECRET_KEY must be set")


@pytest.mark.parametrize("command", [MANAGE, RUN], ids=["manage.py", "run"])
def test_a_server_of_postgresql_that_is_away_is_one_line(
    command: tuple[str, ...], variables: dict[str, str], port: int
) -> None:
    url = f"postgres://u:{PASSWORD}@127.0.0.1:{port}/site"
    assert_one_line(start(command, variables | {"DATABASE_URL": url}), "check DATABASE_URL")


@pytest.mark.parametrize("command", [SERVER, RUN], ids=["gunicorn", "run"])
def test_a_port_in_use_is_one_line(
    command: tuple[str, ...], variables: dict[str, str], port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert_one_line(start(command, variables), f"PORT {port}", "in use")


@pytest.fixture(scope="session")
def first_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first site of the run leaves the database that it has filled, for the others."""
    return tmp_path_factory.mktemp("site") / "db.sqlite3"


@pytest.fixture
def site(
    variables: dict[str, str], tmp_path: Path, port: int, first_database: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A whole site as `make run` starts it, in a process group of its own."""
    if first_database.exists():
        shutil.copy(first_database, tmp_path)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            RUN,
            env=variables,
            cwd=settings.BASE_DIR,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until_answering(port, process)
    if not first_database.exists():
        with (
            closing(sqlite3.connect(tmp_path / "db.sqlite3")) as filled,
            closing(sqlite3.connect(first_database)) as kept,
        ):
            filled.backup(kept)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_answering(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("The site does not answer.")


def children_of(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """Return the process ids of the site and of the mail worker."""
    listing = subprocess.run(
        ["ps", "-o", "pid=,ppid=,args=", "-A"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    own = [(args, int(pid)) for pid, parent, args in rows if int(parent) == process.pid]
    return {
        "site" if "gunicorn" in args else "worker": pid
        for args, pid in own
        if "gunicorn" in args or "deliver" in args
    }


def assert_nothing_left(group: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("A process stayed behind.")


def test_ctrl_c_stops_site_and_worker(site: subprocess.Popen[bytes]) -> None:
    os.killpg(site.pid, signal.SIGINT)
    assert site.wait(timeout=30) == 0
    assert_nothing_left(site.pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_command_stops_site_and_worker(
    number: signal.Signals, site: subprocess.Popen[bytes]
) -> None:
    site.send_signal(number)
    assert site.wait(timeout=30) == 0
    assert_nothing_left(site.pid)


@pytest.mark.parametrize("victim", ["site", "worker"])
def test_when_one_of_the_two_dies_the_other_stops_and_the_exit_code_says_so(
    victim: str, site: subprocess.Popen[bytes]
) -> None:
    os.kill(children_of(site)[victim], signal.SIGKILL)
    assert site.wait(timeout=30) == 1
    assert_nothing_left(site.pid)


def test_the_site_logs_no_query_and_no_address_and_opens_nothing_at_home(
    site: subprocess.Popen[bytes], tmp_path: Path, port: int
) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/compare/?tiers=private", headers={"User-Agent": "curious"})
    answer = connection.getresponse()
    assert answer.status == 200
    number = answer.headers["X-Request-ID"]
    connection.close()
    site.terminate()
    site.wait(timeout=30)

    log = (tmp_path / "log").read_text()
    lines = [line for line in log.splitlines() if '"path": "/compare/"' in line]
    assert len(lines) == 1
    entry = json.loads(lines[0])
    assert (entry["method"], entry["status"]) == ("GET", 200)
    assert entry["request"] == number
    assert "private" not in log
    assert "curious" not in log
    assert "127.0.0.1" not in lines[0]
    assert "ontrol socket" not in log
