"""Bringing a backup back: aside first, brought up to date, then into the database's place."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from policies.diagnosis.models import AccessRecord, Submission
from policies.diagnosis.privacy.deletion import delete_submission
from policies.diagnosis.privacy.storage import compact
from policies.diagnosis.vocabulary import AccessKind
from policies.operations.backup.engines import engine
from policies.operations.backup.errors import BackupError
from policies.operations.backup.making import back_up

OWN_TABLES = {"django_migrations", Submission._meta.db_table}


@dataclass(frozen=True, slots=True)
class Restoration:
    """What a restore changed: rows by table, before (None: there was nothing to read) and after."""

    file: Path
    before: dict[str, int] | None
    after: dict[str, int]
    deleted_again: int
    former: Path | None

    def lines(self) -> Iterator[str]:
        """Yield the rows of each table that changed, the sums, and what else there is to know."""
        before = self.before or {}
        for table in sorted(before.keys() | self.after.keys()):
            rows = before.get(table, 0), self.after.get(table, 0)
            if rows[0] != rows[1]:
                yield f"{table}: {rows[0]} -> {rows[1]}"
        yield f"{self.file} restored: {sum(before.values())} -> {sum(self.after.values())} rows"
        if self.deleted_again:
            yield f"{self.deleted_again} submissions deleted on request before are deleted again"
        if self.former:
            yield f"What was there before: {self.former}"


def restore(*, file: Path) -> Restoration:
    """Put the content of a backup in the place of the database; the site has to be stopped.

    Raises BackupError, with the database untouched, for a file that is missing, damaged or of
    another program, for one that is newer than this code, and while the database is in use.
    """
    rows = rows_of_backup(file)
    before = engine().present_rows()
    engine().require_unused()
    deleted = requested_deletions() if before and AccessRecord._meta.db_table in before else []
    with engine().restored_aside(file) as aside:
        with connected_to(aside):
            if not (engine().present_rows() or {}).items() <= rows.items():
                raise BackupError(f"{file} was not restored whole")
            bring_up_to_date(file)
            deleted_again = delete_again(references=deleted)
            after = engine().present_rows() or {}
        # Before anything is replaced it is kept, however the operator came to this file.
        former = back_up().path if before else None
        if before is None:
            engine().set_damaged_aside()
        engine().put_in_place(aside)
    return Restoration(file, before, after, deleted_again, former)


def rows_of_backup(file: Path) -> dict[str, int]:
    """Return the rows of a backup by table; raise BackupError where it is none of this site."""
    if not file.is_file():
        raise BackupError(f"{file} is no file")
    with file.open("rb") as opened:
        if not opened.read(len(engine().MAGIC)) == engine().MAGIC:
            raise BackupError(f"{file} is no backup of {connection.display_name}")
    rows = engine().verified_rows(file)
    if not rows.keys() >= OWN_TABLES:
        raise BackupError(f"{file} is no backup of this site")
    return rows


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let everything meet another database in place of the site's."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def bring_up_to_date(file: Path) -> None:
    """Apply the migrations that a backup lacks; raise BackupError where it has unknown ones."""
    loader = MigrationLoader(connection)
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    if any(app in loader.migrated_apps for app, _ in unknown):
        raise BackupError(f"{file} was made by a newer version of the site; upgrade first")
    call_command("migrate", interactive=False, verbosity=0)


def requested_deletions() -> list[str]:
    records = AccessRecord.objects.filter(kind=AccessKind.DELETED)
    return list(records.values_list("reference", flat=True))


def delete_again(*, references: Collection[str]) -> int:
    """Delete what a backup still holds though its sender had it deleted; return how many."""
    returned = Submission.objects.filter(reference__in=references)
    found = list(returned.values_list("reference", flat=True))
    for reference in found:
        delete_submission(reference=reference)
    if found:
        compact()
    return len(found)
