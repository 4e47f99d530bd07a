"""Measures the site on this machine and keeps the figures: python -m tests.tools.bench."""

import contextlib
import io
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.postgres import cluster

SEEDED = "seeded.sqlite3"
UNSET = ("DEBUG", "EMAIL_URL", "SECRET_KEY", "SITE_URL", "TRUSTED_PROXIES", "ALLOWED_HOSTS")


def prepare() -> None:
    """Load the site, bring its database up to date and collect its static files."""
    import django
    from django.core.management import call_command

    django.setup()
    from xiaojuren_site.run import collect_if_changed

    collect_if_changed()
    call_command("migrate", verbosity=0)
    call_command("seed", if_empty=True, stdout=io.StringIO())


def keep_seeded(folder: Path) -> None:
    """Copy the database before anybody submits anything."""
    from django.db import connections

    connections.close_all()  # so that the file is whole
    shutil.copy(folder / "db.sqlite3", folder / SEEDED)


@contextlib.contextmanager
def places(database: str, folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield a DATABASE_URL and a folder for each size."""
    from tests.tools.bench.growth import FACTORS

    folders = [folder / f"{database}-{factor}" for factor in FACTORS]
    urls = [""] * len(FACTORS)
    with contextlib.ExitStack() as stack:
        for number, place in enumerate(folders):
            place.mkdir()
            if database == "SQLite":
                shutil.copy(folder / SEEDED, place / "db.sqlite3")
            else:
                urls[number] = stack.enter_context(cluster())
        yield list(zip(urls, map(str, folders), strict=True))


def main() -> None:
    """Measure everything, print it and write it down."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ |= dict.fromkeys(UNSET, "") | {
            "BENCH_STATIC": str(folder / "static"),
            "DATA_DIR": name,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "tests.tools.bench.settings",
            "WEB_CONCURRENCY": str(os.cpu_count() or 2),
        }
        prepare()
        keep_seeded(folder)
        from tests.tools.bench import batch, growth, report, running, tuning, web

        lines = []
        for line in chain(web.lines(folder), batch.lines(folder), running.lines()):
            print(report.row(line), flush=True)
            lines.append(line)
        tried = list(tuning.settings_tried(os.cpu_count() or 2))
        grown = {}
        for database in ("SQLite", "PostgreSQL"):
            with places(database, folder) as sizes:
                grown[database] = list(growth.measure(sizes))
            lines += report.lines_of_growth(database, grown[database])
        report.write(lines, grown, tried)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            # A SIGTERM unwinds as an exit does, so that no server stays behind.
            signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
            main()
        case ["operations", factor]:
            prepare()
            from tests.tools.bench import grown, operations

            grown.grow(int(factor))
            operations.answer_by_name()
        case _:
            sys.exit(__doc__)
