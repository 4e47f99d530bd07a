"""A worker whose threads never wait for a visitor who has said nothing yet.

gunicorn's own gives each new connection a thread for some seconds; a few hundred silent ones keep
everybody else waiting for minutes.
"""

import selectors
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Threads, each for requests that have begun to arrive."""

    def accept(self, listener: Any) -> None:
        """Take a connection and watch it; it gets a thread with its first byte."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was faster, or the visitor has gone
        self.nr_conns += 1
        client.setblocking(False)
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        readable = partial(self.on_pending_socket_readable, connection)
        self.poller.register(client, selectors.EVENT_READ, readable)
