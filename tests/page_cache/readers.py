"""Processes that read a page until stdin is closed: python -m tests.page_cache.readers PATH.

Each keeps pages of its own, and prints a line for each reading: which process, when the reading
began and ended (seconds of the monotonic clock, which all processes share), and a digest of what
it got.
"""

import json
import os
import signal
import sys
import time
from hashlib import sha256
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

READERS = 8
PAUSE = 0.02  # seconds between two readings, so that others get to run


def body_of(application: WSGIApplication, path: str) -> bytes:
    """Return the body of a page."""
    environ = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    answer = application(environ, lambda *_: lambda _: None)
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return body


def read(application: WSGIApplication, path: str, reader: int) -> None:
    """Read a page for ever, a line on stdout for each time."""
    while True:
        began = time.monotonic()
        digest = sha256(body_of(application, path)).hexdigest()
        line = json.dumps([reader, began, time.monotonic(), digest])
        os.write(sys.stdout.fileno(), f"{line}\n".encode())
        time.sleep(PAUSE)


def main(path: str) -> None:
    """Start the readers, and end them when stdin is closed."""
    from xiaojuren_site.wsgi import application  # loads the site

    readers = []
    for number in range(READERS):
        process = os.fork()
        if not process:
            read(application, path, number)
        readers.append(process)
    sys.stdin.read()
    for process in readers:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


if __name__ == "__main__":
    main(sys.argv[1])
