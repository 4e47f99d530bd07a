"""SQLite: the database is copied page by page through its own backup interface."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from policies.operations.backup.files import BackupError, new_path

SUFFIX = ".sqlite3"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
BESIDE = ("", "-wal", "-shm", "-journal")


def copy_to(target: Path) -> dict[str, int]:
    """Copy the database as it is at one moment into an existing file; return rows by table."""
    with opened(live_file()) as live:
        live.execute("BEGIN")  # counted and copied in one view of the data
        counts = count_rows(live)
        copy(live, target)
        return counts


def verified_rows(file: Path) -> dict[str, int]:
    """Return the rows of a file by table, having read it whole; raise BackupError."""
    with opened(file) as database:
        [answer] = database.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise sqlite3.DatabaseError(answer)
        return count_rows(database)


def present_rows() -> dict[str, int] | None:
    """Return the rows of the site's database by table; None where it cannot be read."""
    try:
        return verified_rows(live_file())
    except BackupError:
        return None


def require_unused() -> None:
    """Raise BackupError while another process has the database open."""
    if live_file().exists():
        # One that is damaged has no locks.
        with suppress(sqlite3.DatabaseError), exclusively_opened():
            pass


@contextmanager
def restored_aside(file: Path) -> Iterator[str]:
    """Yield the name of a database with the content of a backup; it is gone afterwards."""
    aside = new_path(f"{SUFFIX}.restored")
    try:
        aside.touch(0o600)
        with opened(file) as source:
            copy(source, aside)
        yield str(aside)
    finally:
        for suffix in BESIDE:
            Path(f"{aside}{suffix}").unlink(missing_ok=True)


def put_in_place(name: str) -> None:
    """Give the site's database the content of another, in one transaction that shuts others out.

    The file itself stays: one that is replaced under an open connection is soon corrupt.
    """
    if present_rows() is None:
        set_damaged_aside()
    with exclusively_opened() as live, opened(Path(name)) as source:
        source.backup(live)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def set_damaged_aside() -> None:
    """Move a database that cannot be read to the backups, where it expires as they do."""
    target = new_path(f"-damaged{SUFFIX}")
    for suffix in BESIDE:
        with suppress(FileNotFoundError):  # the log beside a closed database is gone already
            Path(shutil.move(f"{live_file()}{suffix}", f"{target}{suffix}")).chmod(0o600)


@contextmanager
def exclusively_opened() -> Iterator[sqlite3.Connection]:
    """Open the site's database for this process alone, or raise BackupError."""
    connection.close()
    with closing(sqlite3.connect(live_file(), timeout=1, isolation_level=None)) as live:
        try:
            # In WAL mode no other lock notices a process that has the file open but does nothing.
            live.execute("PRAGMA locking_mode = EXCLUSIVE")
            live.execute("BEGIN EXCLUSIVE")
            live.execute("COMMIT")
        except sqlite3.OperationalError as error:
            reason = "the site or its mail worker is still running; stop it first"
            raise BackupError(reason) from error
        yield live


def live_file() -> Path:
    return Path(connection.settings_dict["NAME"])


@contextmanager
def opened(file: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    """Open a file; what SQLite complains of becomes one line about that file."""
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    try:
        with closing(
            sqlite3.connect(address, timeout=20, isolation_level=None, uri=True)
        ) as database:
            yield database
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} cannot be read: {' '.join(str(error).split())}") from error


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database into a file that needs nothing beside it."""
    with opened(target, "rw") as database:
        source.backup(database)
        database.execute("PRAGMA journal_mode = DELETE")


def count_rows(database: sqlite3.Connection) -> dict[str, int]:
    tables = sorted(name for (name,) in database.execute(TABLES).fetchall())
    count = 'SELECT count(*) FROM "{}"'
    return {name: database.execute(count.format(name)).fetchone()[0] for name in tables}
