"""The folder of backups: how a file in it is named, written whole, and when it expires."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

MOMENT = "%Y%m%d-%H%M%S"
# Drafts and what SQLite puts beside a file hold the same data, so they expire too.
NAME = re.compile(r"xiaojuren-([0-9]{8}-[0-9]{6})(?:-damaged)?\.(?:sqlite3|dump)(?:[.-][a-z]+)*")


class BackupError(CommandError):
    """A backup cannot be made or used; the message says why in one line."""


def new_path(suffix: str) -> Path:
    """Return where a backup made now lies: BACKUP_DIR/xiaojuren-20261124-083000.sqlite3."""
    folder: Path = settings.BACKUP_DIR
    return folder / f"xiaojuren-{timezone.localtime():{MOMENT}}{suffix}"


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Yield a draft for the owner's eyes alone, which becomes `target` once it is whole on disk."""
    draft = target.with_name(f"{target.name}.part")
    draft.touch(0o600, exist_ok=False)
    try:
        yield draft
        sync(draft)
        draft.replace(target)
        sync(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def expired_backups(now: datetime) -> list[Path]:
    """Return the backups whose time is over, by the moment in their names, oldest first."""
    limit = timezone.localtime(now) - timedelta(days=settings.BACKUP_RETENTION_DAYS)
    return [
        path
        for path in sorted(settings.BACKUP_DIR.iterdir())
        if (name := NAME.fullmatch(path.name)) and name[1] <= f"{limit:{MOMENT}}"
    ]
