"""Making a verified backup; bringing one back aside first, then into the database's place."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from policies.diagnosis import models
from policies.diagnosis.privacy.deletion import delete_submission
from policies.diagnosis.privacy.storage import compact
from policies.diagnosis.vocabulary import AccessKind, OperationKind
from policies.operations.backup import postgres, sqlite
from policies.operations.backup.files import BackupError, new_path, written_whole

MEGABYTE = 1024 * 1024
OWN_TABLES = {"django_migrations", models.Submission._meta.db_table}


def engine() -> ModuleType:
    """Return what backs up the kind of database that the site has."""
    return sqlite if connection.vendor == "sqlite" else postgres


def back_up() -> str:
    """Write the database into a new file of BACKUP_DIR; return its path, size and rows.

    Raises BackupError where that fails, or where reading it back finds anything missing.
    """
    path = new_path(engine().SUFFIX)
    with written_whole(path) as draft:
        rows: dict[str, int] = engine().copy_to(draft)
        if not rows:
            raise BackupError("the database is empty; there is nothing to back up")
        if not rows.items() <= engine().verified_rows(draft).items():
            raise BackupError("the copy does not hold what the database holds")
    detail = f"{path.name}，{sum(rows.values())}行"
    models.OperationRecord.objects.create(kind=OperationKind.BACKUP, detail=detail)
    size = path.stat().st_size / MEGABYTE
    return f"{path}: {size:.1f} MB, {sum(rows.values())} rows in {len(rows)} tables"


def restore(*, file: Path) -> Iterator[str]:
    """Put the content of a backup in the place of the database; the site has to be stopped.

    Yields what changed, a line each. Raises BackupError, with the database untouched, for a file
    that is missing, damaged or of another program, for one that is newer than this code, and while
    the database is in use.
    """
    rows = rows_of_backup(file)
    present = engine().present_rows()
    before: dict[str, int] = present or {}
    engine().require_unused()
    deletions = models.AccessRecord.objects.filter(kind=AccessKind.DELETED)
    knows = models.AccessRecord._meta.db_table in before
    deleted = list(deletions.values_list("reference", flat=True)) if knows else []
    asked = models.DeletionRequest.objects.values("reference", "contact", "requested_at")
    waiting = list(asked) if models.DeletionRequest._meta.db_table in before else []
    with engine().restored_aside(file) as aside:
        with connected_to(aside):
            if not engine().present_rows().items() <= rows.items():
                raise BackupError(f"{file} was not restored whole")
            bring_up_to_date(file)
            deleted_again = delete_again(references=deleted)
            models.DeletionRequest.objects.bulk_create(
                models.DeletionRequest(**each) for each in waiting
            )
            after: dict[str, int] = engine().present_rows()
        # Before anything is replaced it is kept, however the operator came to this file.
        former = back_up() if before else None
        engine().put_in_place(aside)
    for table in sorted(before.keys() | after.keys()):
        if before.get(table, 0) != after.get(table, 0):
            yield f"{table}: {before.get(table, 0)} -> {after.get(table, 0)}"
    yield f"{file} restored: {sum(before.values())} -> {sum(after.values())} rows"
    if deleted_again:
        yield f"{deleted_again} submissions deleted on request before are deleted again"
    if former:
        yield f"What was there before: {former}"


def rows_of_backup(file: Path) -> dict[str, int]:
    """Return the rows of a backup by table; raise BackupError where it is none of this site."""
    if not file.is_file():
        raise BackupError(f"{file} is no file")
    rows: dict[str, int] = engine().verified_rows(file)
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


def delete_again(*, references: Collection[str]) -> int:
    """Delete what a backup still holds though its sender had it deleted; return how many."""
    returned = models.Submission.objects.filter(reference__in=references)
    found = list(returned.values_list("reference", flat=True))
    for reference in found:
        delete_submission(reference=reference)
    if found:
        compact()
    return len(found)
