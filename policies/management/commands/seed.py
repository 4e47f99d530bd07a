"""Fills a site from `fixtures/`, and takes a new edition of them over where nobody has edited."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from policies.models import SourceDocument
from policies.operations.content_updates import compare, take
from policies.operations.seeding import seed_missing


class Command(BaseCommand):
    """`manage.py seed [--if-empty] [--check] [--update]`."""

    help = "Create what is missing of the policy content; never overwrite an edit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--if-empty", action="store_true", help="do nothing unless the database has no content"
        )
        choice.add_argument(
            "--check",
            action="store_true",
            help="change nothing; list what differs, exit 1 if a row that was there is missing",
        )
        choice.add_argument(
            "--update",
            action="store_true",
            help="take over what the fixtures have new where nobody has edited; list the rest",
        )

    def handle(self, **options: Any) -> None:
        if options["check"]:
            self.check_only()
        elif options["update"]:
            before = len(compare())
            take()
            self.stdout.write(f"seed: {before - self.list_differences()} updated")
        elif options["if_empty"] and SourceDocument.objects.exists():
            self.stdout.write("seed: the database has content already; nothing done")
        else:
            for subject, (created, present) in seed_missing().items():
                self.stdout.write(f"{subject}: {created} created, {present} already there")

    def check_only(self) -> None:
        """List what differs; exit 1 if a row that was seeded is missing."""
        self.list_differences()
        rows = [row for update in compare() for row in update.rows]
        if any(row.stored is None and row.seeded is not None for row in rows):
            raise SystemExit(1)

    def list_differences(self) -> int:
        """List what the stored content and the fixtures have differently; return of how many."""
        updates = compare()
        for update in updates:
            for row in update.rows:
                for line in row.lines():
                    self.stdout.write(f"{update.state}: {line}" if update.state else line)
        return len(updates)
