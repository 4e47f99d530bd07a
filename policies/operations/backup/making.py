"""Making a backup: one file, verified before it bears its name."""

from dataclasses import dataclass
from pathlib import Path

from policies.diagnosis.models import OperationRecord
from policies.diagnosis.vocabulary import OperationKind
from policies.operations.backup.engines import engine
from policies.operations.backup.errors import BackupError
from policies.operations.backup.files import new_path, written_whole

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and verified."""

    path: Path
    size: int
    rows: dict[str, int]

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.size / MEGABYTE:.1f} MB, "
            f"{sum(self.rows.values())} rows in {len(self.rows)} tables"
        )


def back_up() -> Backup:
    """Write the database into a new file of BACKUP_DIR; raise BackupError where that fails."""
    path = new_path(engine().SUFFIX)
    with written_whole(path) as draft:
        rows = engine().copy_to(draft)
        if not rows:
            raise BackupError("the database is empty; there is nothing to back up")
    backup = Backup(path, path.stat().st_size, rows)
    detail = f"{path.name}，{sum(rows.values())}行"
    OperationRecord.objects.create(kind=OperationKind.BACKUP, detail=detail)
    return backup
