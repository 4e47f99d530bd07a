"""Attacks a site of its own on SQLite, started for it and ended again: python -m tests.attack."""

import os
import signal
import sys
from itertools import chain

from tests.torture.__main__ import new_folder, prepare


def main() -> None:
    """Print the figure of every attack."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the site ends too
    with new_folder() as folder:
        os.environ["ALLOWED_HOSTS"] = "example.org"  # as the documented nginx names the site
        prepare("sqlite", folder)
        from tests.attack.floods import floods
        from tests.attack.guessing import guessing
        from tests.attack.scanner import scans
        from tests.attack.slow_bodies import slow_bodies
        from tests.torture.site import Web

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
