"""What a kind of database has to offer for backup and restore, and which kind the site has."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.db import connection

from policies.operations.backup import postgres, sqlite


class Engine(Protocol):
    """A module with these names; everything works on the database of the site's settings."""

    SUFFIX: str
    MAGIC: bytes

    def copy_to(self, target: Path) -> dict[str, int]:
        """Copy the database as it is at one moment into an existing file; return rows by table."""

    def verified_rows(self, file: Path) -> dict[str, int]:
        """Return the rows of a backup by table, having read it whole; raise BackupError."""

    def present_rows(self) -> dict[str, int] | None:
        """Return the rows of the database by table; None where it cannot be read."""

    def require_unused(self) -> None:
        """Raise BackupError while someone else has the database open."""

    def restored_aside(self, file: Path) -> AbstractContextManager[str]:
        """Yield the name of a database with the content of a backup; it is gone afterwards."""

    def put_in_place(self, name: str) -> None:
        """Give the site the content of a database restored aside, at once or not at all."""

    def set_damaged_aside(self) -> None:
        """Make way where the database cannot be read."""


def engine() -> Engine:
    return sqlite if connection.vendor == "sqlite" else postgres
