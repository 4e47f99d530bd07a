"""Bodies, fields and connections beyond every limit: what ordinary visitors notice of them."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from tests.tools.attack.asking import CSRF, FORM, ask, latency, meanwhile, post

AT_ONCE = 4
IDLE = 500
TOO_LONG = b"a=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 1)  # one byte over
TOO_MANY = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)}


def memory_of(group: int) -> int:
    """Return the megabytes that the processes of a group hold."""
    pages = sum(
        int((process / "statm").read_text().split()[1])
        for process in Path("/proc").glob("[0-9]*")
        if os.getpgid(int(process.name)) == group
    )
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def too_long() -> int:
    """Post a body of one byte too many."""
    cookie = f"csrftoken={CSRF}"
    return ask("POST", "/diagnosis/", TOO_LONG, Cookie=cookie, **{"Content-Type": FORM})


def too_many() -> int:
    """Post a form of one field too many."""
    return post("/diagnosis/", TOO_MANY)


def floods(group: int) -> Iterator[str]:
    """Flood the site; yield what it answers, how much slower a page gets, and its memory."""
    calm, before = latency(), memory_of(group)
    for name, action in (("1 MB + 1 byte", too_long), ("1,001 fields", too_many)):
        answer = action()
        with meanwhile(action, AT_ONCE):
            slower = latency() / calm
        yield f"{name} from {AT_ONCE} at once: {answer}, pages {slower:.1f} times as slow"
    with ExitStack() as stack:
        for _ in range(IDLE):
            connection = socket.create_connection(("127.0.0.1", settings.PORT), 5)
            stack.enter_context(connection)
        slower = latency() / calm
    yield f"{IDLE} idle connections: pages {slower:.1f} times as slow"
    yield f"memory {before} MB before, {memory_of(group)} MB after; page in {calm * 1000:.1f} ms"
