"""Deletes what is past its retention; for cron, once a day."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.diagnosis.models import OperationRecord
from policies.diagnosis.privacy import storage
from policies.diagnosis.privacy.deletion import carry_out_deletions
from policies.diagnosis.vocabulary import OperationKind
from policies.operations import purge
from policies.operations.backup.files import expired_backups


class Command(BaseCommand):
    """`manage.py purge [--dry-run]`: one line of counts; exit 1 where something has to stay."""

    help = "Delete submissions, written mail, records and backups that are past their retention."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        undelivered = self.list_undelivered(now)
        if dry_run:
            self.stdout.write(f"purge would delete: {self.count_due(now)}; kept: {undelivered}")
        else:
            self.purge(now, undelivered)
        if undelivered:
            raise SystemExit(1)

    def list_undelivered(self, now: datetime) -> int:
        """Name the submissions that no adviser has received; return how many there are."""
        references = purge.undelivered_submissions(now).values_list("reference", flat=True)
        number = 0
        for reference in references.iterator():
            self.stderr.write(f"purge: {reference} was never delivered, so it is kept")
            number += 1
        return number

    def count_due(self, now: datetime) -> str:
        return counts_text(
            submissions=purge.due_submissions(now).count(),
            written_mail=sum(1 for _ in purge.due_written_mail(now)),
            records=sum(rows.count() for rows in purge.old_records(now)),
            backups=len(expired_backups(now)),
        )

    def purge(self, now: datetime, undelivered: int) -> None:
        """Delete what is due and record it; expired backups first, whatever happens after."""
        expired = expired_backups(now)
        for path in expired:
            path.unlink(missing_ok=True)
        carry_out_deletions()  # where no worker has got round to it
        counts = counts_text(
            backups=len(expired),
            written_mail=purge.purge_written_mail(now=now),
            submissions=purge.purge_submissions(now=now),
            records=purge.purge_records(now=now),
        )
        try:
            storage.compact()
        except storage.NotCompacted as error:
            raise CommandError(
                f"purge deleted {counts}; but traces are left in the files, run it again: {error}"
            ) from error
        detail = f"deleted: {counts}; kept: {undelivered}"
        OperationRecord.objects.create(kind=OperationKind.PURGE, detail=detail)
        # Once more, so that the record is all it may hold.
        storage.empty_write_ahead_log(storage.PATIENCE_SECONDS)
        self.stdout.write(f"purge {detail}")


def counts_text(*, submissions: int, written_mail: int, records: int, backups: int) -> str:
    return (
        f"{submissions} submissions, {written_mail} written messages, "
        f"{records} old records, {backups} backups"
    )
