"""Runs a command against a PostgreSQL of its own: python -m tests.postgres pytest [ARGUMENTS].

The cluster lives in a temporary folder, listens on a socket there only, and is gone afterwards.
PostgreSQL refuses to run as root, so root starts it as the user postgres.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

OWNER = "xiaojuren"
LOWEST_VERSION = 15
# The data is thrown away, so nothing waits for the disk.
SERVER_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -k"


def programs() -> Path:
    """Return the folder of the newest installed server; raises `SystemExit` where there is none."""
    by_version = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("[0-9]*/bin")
        if (folder / "initdb").exists()
    }
    if by_version and max(by_version) >= LOWEST_VERSION:
        return by_version[max(by_version)]
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    sys.exit(f"PostgreSQL {LOWEST_VERSION} or newer is needed; tests/tools/install installs it.")


class Cluster:
    """A server in a folder of its own that can be stopped, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.account: dict[str, Any] = {"cwd": folder}
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self.account |= {"user": "postgres", "group": "postgres", "extra_groups": []}

    @property
    def url(self) -> str:
        """Return its DATABASE_URL."""
        return f"postgres://{OWNER}@{quote(str(self.folder), safe='')}/postgres"

    def create(self) -> None:
        """Make the cluster; it does not run yet."""
        self._call(
            "initdb", "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"{SERVER_OPTIONS} {self.folder}"
        self._call("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once."""
        self._call("pg_ctl", "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill the server with -9; its children follow as they notice."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def _call(self, program: str, *arguments: str) -> None:
        log = self.folder / "log"
        command = [str(programs() / program), "-D", str(self.data), *arguments]
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, **self.account
        )
        if result.returncode:
            server_log = log.read_text() if log.exists() else ""
            sys.exit(f"{program} failed:\n{result.stdout}{result.stderr}{server_log}")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a server in a temporary folder, yield its DATABASE_URL, stop it and clean up."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        server = Cluster(folder)
        server.create()
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set; return its exit code."""
    if not command:
        sys.exit("Which command? For example: python -m tests.postgres pytest")
    # A SIGTERM unwinds as an exit does, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    beside_python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["PATH"] = beside_python
    with cluster() as url:
        process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            return process.wait()
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
