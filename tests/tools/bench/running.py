"""The lines about the server itself: its start, its memory, and its restart under load."""

import signal
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from statistics import median

from tests.tools.bench import servers
from tests.tools.bench.pairs import PAIRS, Line
from tests.tools.bench.servers import Server
from tests.tools.bench.web import KEPT_BY_ALL, PAGE

RESTARTS = 3
READERS = 4
SECONDS_BETWEEN = 2.0


def lines() -> Iterator[Line]:
    """Start the site several times, then restart one under load; yield the lines."""
    starts, memory = [], []
    for _ in range(PAIRS):
        with servers.site(PAGE) as site:
            starts.append(site.seconds_to_answer)
            for _ in range(KEPT_BY_ALL):
                site.get(PAGE)
            memory += workers_memory(site)
    answered = f"{median(starts):.1f} s"
    yield Line("start until the first topic page is sent", answered, "report", None, "")
    each = f"{median(memory):.0f} MB"
    yield Line("memory of a worker after its first pages", each, "report", None, "")
    yield restarting()


def workers_memory(site: Server) -> list[float]:
    """Return what each worker holds for itself and its part of what it shares, in MB."""
    parent = site.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = []
    for child in children:
        rollup = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
        [kilobytes] = [line.split()[1] for line in rollup if line.startswith("Pss:")]
        found.append(int(kilobytes) / 1024)
    return found


def restarting() -> Line:
    """Count what fails while the site is told to restart again and again."""
    answers: list[bool] = []
    done = threading.Event()

    def read(site: Server) -> None:
        while not done.is_set():
            try:
                answers.append(site.get(PAGE)[0] == 200)
            except (OSError, HTTPException):
                answers.append(False)

    with servers.site(PAGE) as site:
        readers = [threading.Thread(target=read, args=(site,)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        for _ in range(RESTARTS):
            site.process.send_signal(signal.SIGHUP)
            time.sleep(SECONDS_BETWEEN)
        done.set()
        for reader in readers:
            reader.join()
    failed = answers.count(False)
    what = "requests that fail while the site restarts (SIGHUP)"
    details = f"of {len(answers):,} on new connections over {RESTARTS} restarts"
    return Line(what, str(failed), "0", failed == 0, details)
