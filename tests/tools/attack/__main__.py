"""Attacks a site on SQLite that it starts and ends: python -m tests.tools.attack."""

import os
import signal
import sys
from itertools import chain

from tests.tools.torture.__main__ import new_folder, prepare


def main() -> None:
    """Print the figure of every attack."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the site ends too
    with new_folder() as folder:
        os.environ["ALLOWED_HOSTS"] = "example.org"  # as the documented nginx names the site
        prepare("sqlite", folder)
        from tests.tools.attack.floods import floods
        from tests.tools.attack.guessing import guessing
        from tests.tools.attack.scanner import scans
        from tests.tools.attack.slow_bodies import slow_bodies
        from tests.tools.torture.site import Web

        web = Web(folder)
        web.start()
        try:
            assert web.running is not None
            for line in chain(
                floods(web.running.pid), slow_bodies(folder), guessing(), scans(folder)
            ):
                print(line, flush=True)
        finally:
            web.end()


if __name__ == "__main__":
    main()
