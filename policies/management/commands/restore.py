"""Puts a backup in the place of the database: `make restore FILE=…`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.operations.backup.operations import restore


class Command(BaseCommand):
    """`manage.py restore FILE`: prints the rows before and after; the site has to be stopped."""

    help = "Replace the database by a backup; what was there before is backed up first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file that `manage.py backup` made")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            lines = list(restore(file=Path(file)))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        for line in lines:
            self.stdout.write(line)
