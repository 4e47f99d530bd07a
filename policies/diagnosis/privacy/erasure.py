"""Erasing submissions with all that hangs on them; an anonymous count is what stays."""

from collections import Counter
from collections.abc import Collection, Mapping, Set
from datetime import date

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from django.utils import timezone

from policies.diagnosis.models import Delivery, Note, Submission, SubmissionCount
from policies.diagnosis.privacy.written_mail import REFERENCE
from policies.diagnosis.vocabulary import DeliveryKind


def erase_submissions(*, pks: Collection[int]) -> None:
    """Count submissions anonymously, then delete them with messages, notes and every mention.

    Call inside a transaction. Written files and the freed space of the database are not touched.
    """
    submissions = Submission.objects.filter(pk__in=pks)
    references: set[str] = set()
    counts: Counter[tuple[date, str, str, str]] = Counter()
    columns = ("reference", "created_at", "answers__region", "verdict", "outcome")
    for reference, created_at, region, verdict, outcome in submissions.values_list(*columns):
        references.add(reference)
        month = timezone.localdate(created_at).replace(day=1)
        counts[month, region or "", verdict, outcome] += 1
    add_counts(counts=counts)
    delete_admin_log(pks=pks)
    strike_from_digests(references=references)
    submissions.only("pk").delete()


def add_counts(*, counts: Mapping[tuple[date, str, str, str], int]) -> None:
    """Add to the anonymous counts by month, province, verdict and outcome."""
    for (month, region, verdict, outcome), number in counts.items():
        row, _ = SubmissionCount.objects.get_or_create(
            month=month, region=region, verdict=verdict, outcome=outcome
        )
        SubmissionCount.objects.filter(pk=row.pk).update(count=F("count") + number)


def delete_admin_log(*, pks: Collection[int]) -> None:
    """Delete what the admin's log says of submissions; it quotes names, addresses and notes."""
    owned: dict[type[Model], Collection[int]] = {
        Submission: pks,
        Delivery: Delivery.objects.filter(submission__in=pks).values_list("pk", flat=True),
        Note: Note.objects.filter(submission__in=pks).values_list("pk", flat=True),
    }
    for model, keys in owned.items():
        subject = ContentType.objects.get_for_model(model)
        LogEntry.objects.filter(content_type=subject, object_id__in=map(str, keys)).delete()


def strike_from_digests(*, references: Set[str]) -> None:
    """Remove the lines about submissions from the daily digests, sent or waiting."""
    for digest in Delivery.objects.filter(kind=DeliveryKind.DIGEST).only("text"):
        lines = digest.text.splitlines(keepends=True)
        kept = [line for line in lines if references.isdisjoint(REFERENCE.findall(line))]
        if len(kept) < len(lines):
            Delivery.objects.filter(pk=digest.pk).update(text="".join(kept))
