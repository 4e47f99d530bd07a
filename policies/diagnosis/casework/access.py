"""Keeping account of who looked at personal data or took it away."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from policies.diagnosis.models import AccessRecord
from policies.diagnosis.vocabulary import AccessKind


def record(*, user: User, kind: AccessKind, references: Sequence[str]) -> None:
    """Record that someone saw or exported submissions; a single one is named."""
    AccessRecord.objects.create(
        user=user,
        kind=kind,
        reference=references[0] if len(references) == 1 else "",
        count=len(references),
    )
