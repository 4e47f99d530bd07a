"""Creates the policy content of `fixtures/` that is missing, by natural key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from policies.models import SourceDocument
from policies.operations.seeding import compare_with_fixtures, seed_missing


class Command(BaseCommand):
    """`manage.py seed [--if-empty] [--check]`."""

    help = "Create what is missing of the policy content; never overwrite an edit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing unless the database has no content"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; list where the database differs, exit 1 if rows are missing",
        )

    def handle(self, **options: Any) -> None:
        if options["check"]:
            self.check_only()
        elif options["if_empty"] and SourceDocument.objects.exists():
            self.stdout.write("seed: the database has content already; nothing done")
        else:
            for subject in seed_missing():
                self.stdout.write(
                    f"{subject.name}: {subject.created} created, {subject.present} already there"
                )

    def check_only(self) -> None:
        """List missing rows and edited fields; exit 1 if a row is missing."""
        differences = compare_with_fixtures()
        for difference in differences:
            self.stdout.write(str(difference))
        if any(difference.is_missing for difference in differences):
            raise SystemExit(1)
