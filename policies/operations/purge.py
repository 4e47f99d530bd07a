"""Erasing what is past its retention, in batches that leave others room to write."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from policies.diagnosis import models
from policies.diagnosis.models.submissions import SubmissionQuerySet
from policies.diagnosis.privacy.erasure import erase_submissions
from policies.diagnosis.privacy.written_mail import written_mail
from policies.diagnosis.vocabulary import AccessKind, CaseStatus, DeliveryKind, DeliveryState

BATCH = 100  # submissions; one with its mail is up to 100 kB
FILES_AT_ONCE = 500
HEARTBEAT_DAYS = 1
DESK_MAIL_DAYS = 30
OF_THE_DESK = (DeliveryKind.DIGEST, DeliveryKind.ERROR_REPORT, DeliveryKind.ERROR)

# Sent at some time, or found in the mailbox by a person whatever the server had answered.
ARRIVED = Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False) | Q(confirmed_at__isnull=False)
TO_THE_ADVISERS = Exists(
    models.Delivery.objects.filter(ARRIVED, submission=OuterRef("pk"), kind=DeliveryKind.ADVISERS)
)

IS_SPAM = Q(status__in=(CaseStatus.SUSPECTED, CaseStatus.SPAM))  # shown to them, not sent


def due_submissions(now: datetime) -> SubmissionQuerySet:
    """Return the submissions whose time is over and that reached the advisers."""
    return models.Submission.objects.past_retention(now).filter(TO_THE_ADVISERS | IS_SPAM)


def undelivered_submissions(now: datetime) -> SubmissionQuerySet:
    return models.Submission.objects.past_retention(now).exclude(TO_THE_ADVISERS | IS_SPAM)


def due_written_mail(now: datetime) -> Iterator[Path]:
    """Yield the written messages that tell of a due submission, or of one deleted on request.

    The latter may have been written by a worker that held the message when it was deleted.
    """
    mail = written_mail()
    while files := list(islice(mail, FILES_AT_ONCE)):
        mentioned = {reference for _, references in files for reference in references}
        deleted = models.AccessRecord.objects.filter(kind=AccessKind.DELETED)
        gone = {
            reference
            for rows in (due_submissions(now), deleted)
            for reference in rows.filter(reference__in=mentioned).values_list(
                "reference", flat=True
            )
        }
        yield from (path for path, references in files if not gone.isdisjoint(references))


def old_records(now: datetime) -> tuple[QuerySet[Any], ...]:
    """Return the records beside the submissions that have served their time."""
    a_day, a_month = now - timedelta(days=HEARTBEAT_DAYS), now - timedelta(days=DESK_MAIL_DAYS)
    access_age = now - timedelta(days=settings.ACCESS_RECORD_RETENTION_DAYS)
    accounts = ContentType.objects.get_for_models(User, Group).values()
    return (
        models.AccessRecord.objects.filter(at__lte=access_age),
        models.WorkerHeartbeat.objects.filter(at__lte=a_day),
        models.Delivery.objects.filter(kind__in=OF_THE_DESK, created_at__lte=a_month),
        models.PostCount.objects.filter(window_ends__lte=now),
        models.DeletionRequest.objects.filter(requested_at__lte=a_month),
        # Failed sign-ins that lock nothing any more.
        AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME),
        LogEntry.objects.filter(content_type__in=accounts, action_time__lte=access_age),
        Session.objects.filter(expire_date__lte=now),
    )


def purge_written_mail(*, now: datetime) -> int:
    """Remove the due files; return how many. Comes before the rows by which they are known."""
    removed = 0
    for path in due_written_mail(now):
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def purge_submissions(*, now: datetime) -> int:
    """Erase the due submissions, each batch in its own transaction; return how many."""
    purged = last = 0
    due = due_submissions(now).order_by("pk").values_list("pk", flat=True)
    while pks := list(due.filter(pk__gt=last)[:BATCH]):
        started = time.monotonic()
        with transaction.atomic():
            erase_submissions(pks=pks)
        purged, last = purged + len(pks), pks[-1]
        # As long again for others: SQLite does not queue writers, they have to find a gap.
        time.sleep(time.monotonic() - started)
    return purged


def purge_records(*, now: datetime) -> int:
    """Delete the old records; return how many."""
    purged = 0
    for rows in old_records(now):
        purged += rows.count()
        rows.delete()
    return purged
