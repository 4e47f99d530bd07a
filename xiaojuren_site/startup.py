"""What must hold before anything starts, each failure one line on stderr and an exit code."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection


@contextmanager
def exit_on_config_error() -> Iterator[None]:
    """End the process with one line for a wrong setting or a database that cannot be reached.

    Errors of a database that did answer are bugs or damage, so they keep their traceback.
    """
    try:
        yield
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration: {error}")
    except Error as error:
        if connection.connection is not None:
            raise
        reason = " ".join(str(error).split())
        sys.exit(f"Database: cannot connect, check DATABASE_URL and the server: {reason}")


def require_free_port(host: str, port: int) -> None:
    """Raise `ImproperlyConfigured` where this machine does not let us listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = "in use by another program" if in_use else str(error.strerror)
            raise ImproperlyConfigured(
                f"PORT {port} on {host}: {reason}; set PORT to a free one, "
                f"for example PORT={8000 if port != 8000 else 8001}."
            ) from None
