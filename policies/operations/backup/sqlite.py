"""SQLite: the database is copied page by page through its own backup interface."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from policies.operations.backup.errors import BackupError
from policies.operations.backup.files import new_path

SUFFIX = ".sqlite3"
MAGIC = b"SQLite format 3\0"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
BESIDE = ("", "-wal", "-shm", "-journal")


def copy_to(target: Path) -> dict[str, int]:
    """Copy the database as it is at one moment; return its rows by table, verified in the copy."""
    live = live_file()
    with closing(opened(live, "rw")) as source, saying_damaged(live):
        source.execute("BEGIN")  # counted and copied in one view of the data
        counts = count_rows(source)
        copy(source, target)
        with closing(opened(target, "ro")) as written:
            if sound_rows(written) != counts:
                raise BackupError(f"the copy does not hold what {live} holds")
    return counts


def verified_rows(file: Path) -> dict[str, int]:
    """Return the rows of a file by table; raise BackupError where it is damaged."""
    with closing(opened(file, "ro")) as database, saying_damaged(file):
        return sound_rows(database)


def present_rows() -> dict[str, int] | None:
    """Return the rows of the site's database by table; None where there is none to be read."""
    try:
        return verified_rows(live_file())
    except BackupError:
        return None


def require_unused() -> None:
    """Raise BackupError while another process has the database open."""
    if live_file().exists():
        with suppress(sqlite3.DatabaseError):  # one that is damaged has no locks
            exclusively_opened().close()


@contextmanager
def restored_aside(file: Path) -> Iterator[str]:
    """Yield the name of a database beside the site's own that holds the content of a backup."""
    aside = new_path(f"{SUFFIX}.restored")
    try:
        aside.touch(0o600)
        with closing(opened(file, "ro")) as source, saying_damaged(file):
            copy(source, aside)
        yield str(aside)
    finally:
        for suffix in BESIDE:
            Path(f"{aside}{suffix}").unlink(missing_ok=True)


def put_in_place(name: str) -> None:
    """Give the site's database the content of another, in one transaction that shuts others out.

    The file itself stays: one that is replaced under an open connection is soon corrupt.
    """
    with closing(exclusively_opened()) as live, closing(opened(Path(name), "ro")) as source:
        source.backup(live)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def set_damaged_aside() -> None:
    """Move a database that cannot be read to the backups, where it expires as they do."""
    target = new_path(f"-damaged{SUFFIX}")
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            moved = shutil.move(f"{live_file()}{suffix}", f"{target}{suffix}")
            Path(moved).chmod(0o600)


def exclusively_opened() -> sqlite3.Connection:
    """Open the site's database for this process alone, or raise BackupError."""
    connection.close()
    live = opened(live_file(), "rwc", timeout=1)
    try:
        # In WAL mode no other lock notices a process that has the file open but does nothing.
        live.execute("PRAGMA locking_mode = EXCLUSIVE")
        live.execute("BEGIN EXCLUSIVE")
        live.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        live.close()
        if not isinstance(error, sqlite3.OperationalError):
            raise
        raise BackupError("the site or its mail worker is still running; stop it first") from error
    return live


def live_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def opened(file: Path, mode: str, timeout: float = 20) -> sqlite3.Connection:
    """Open a file in SQLite's mode ro, rw or rwc; each statement commits by itself."""
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    try:
        return sqlite3.connect(address, timeout=timeout, isolation_level=None, uri=True)
    except sqlite3.OperationalError as error:
        raise BackupError(f"{file} cannot be opened") from error


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database into a file that needs nothing beside it."""
    with closing(opened(target, "rw")) as database:
        source.backup(database)
        database.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def saying_damaged(file: Path) -> Iterator[None]:
    """Turn what SQLite complains of into one line about the file that it comes from."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} cannot be read: {' '.join(str(error).split())}") from error


def sound_rows(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table; raise sqlite3.DatabaseError for a damaged one."""
    [answer] = database.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise sqlite3.DatabaseError(answer)
    return count_rows(database)


def count_rows(database: sqlite3.Connection) -> dict[str, int]:
    tables = sorted(name for (name,) in database.execute(TABLES).fetchall())
    count = 'SELECT count(*) FROM "{}"'
    return {name: database.execute(count.format(name)).fetchone()[0] for name in tables}
