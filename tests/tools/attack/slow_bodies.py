"""Forms that never end, sent to the documented nginx: what ordinary visitors notice of them."""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from django.conf import settings

from tests.site.documented_nginx import NAME, Nginx, running_nginx
from tests.tools.attack.asking import PAGE, latency

AT_ONCE = 200
SECONDS_BETWEEN = 1.0
BEGUN = (
    f"POST /diagnosis/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\na="
).encode()


def begin(nginx: Nginx) -> ssl.SSLSocket:
    """Begin a form."""
    context = ssl.create_default_context()
    nginx.authority.configure_trust(context)
    plain = socket.create_connection(("127.0.0.1", nginx.encrypted), 10)
    connection = context.wrap_socket(plain, server_hostname=NAME)
    connection.sendall(BEGUN)
    return connection


def slow_bodies(folder: Path) -> Iterator[str]:
    """Send many forms, a byte each second; yield how much slower a page gets."""
    with running_nginx(folder, settings.PORT) as nginx:
        calm = latency(lambda: nginx.ask(PAGE))
        end = Event()
        with contextlib.ExitStack() as stack:
            forms = [stack.enter_context(begin(nginx)) for _ in range(AT_ONCE)]

            def go_on() -> None:
                while not end.wait(SECONDS_BETWEEN):
                    for form in forms:
                        form.sendall(b"x")

            sender = Thread(target=go_on)
            sender.start()
            time.sleep(2 * SECONDS_BETWEEN)
            slower = latency(lambda: nginx.ask(PAGE)) / calm
            end.set()
            sender.join()
    yield f"{AT_ONCE} slow bodies through nginx: pages {slower:.1f} times as slow"
