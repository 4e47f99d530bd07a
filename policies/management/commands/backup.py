"""Backs up the database: `make backup`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.operations.backup.operations import back_up


class Command(BaseCommand):
    """`manage.py backup`: prints path, size and rows of the verified file."""

    help = "Write the database into a new, verified file of BACKUP_DIR."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Backup: {back_up()}")
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
