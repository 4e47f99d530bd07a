"""Keeping account of who looked at personal data or took it away."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from policies.diagnosis.models import AccessRecord, Submission
from policies.diagnosis.vocabulary import AccessKind


def record_view(*, user: User, submission: Submission) -> None:
    """Record that someone opened the page of a submission."""
    AccessRecord.objects.create(user=user, kind=AccessKind.VIEWED, reference=submission.reference)


def record_export(*, user: User, references: Sequence[str]) -> None:
    """Record that someone exported submissions; a single one is named."""
    AccessRecord.objects.create(
        user=user,
        kind=AccessKind.EXPORTED,
        reference=references[0] if len(references) == 1 else "",
        count=len(references),
    )
