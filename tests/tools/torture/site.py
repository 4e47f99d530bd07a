"""The site under torture: its processes, each started, killed with -9 and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

WEB = (sys.executable, "-m", "gunicorn", "-c", "python:xiaojuren_site.gunicorn_conf")
WORKER = (sys.executable, "manage.py", "deliver")


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something holds; raise TimeoutError with what it was."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


class Process:
    """One process group that can be killed whole and started again."""

    def __init__(self, command: tuple[str, ...], log: Path) -> None:
        self.command, self.log = command, log
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the command in a group of its own."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=os.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the whole group and wait for its end."""
        if self.running is not None:
            os.killpg(self.running.pid, how)
            self.running.wait(30)
            self.running = None


class Web(Process):
    """The web server; started means that it answers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WEB, folder / "web.log")

    def start(self) -> None:
        super().start()
        wait_until(self.answers, "the site does not answer")

    def answers(self) -> bool:
        """Return whether the process answers."""
        try:
            connection = HTTPConnection("127.0.0.1", settings.PORT, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
