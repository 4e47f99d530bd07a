"""What tells a program from a person, without asking either to prove anything."""

from django.conf import settings
from django.http import QueryDict

from policies.diagnosis.submission.tokens import is_younger_than
from policies.diagnosis.vocabulary import Suspicion

DECOY = "website"  # a field that no person sees


def suspicion_of(posted: QueryDict) -> Suspicion | None:
    """Return why a posted 诊断表 looks like a program's; None where nothing speaks for it."""
    if posted.get(DECOY):
        return Suspicion.DECOY
    if is_younger_than(posted.get("token", ""), settings.FORM_SHORTEST_SECONDS):
        return Suspicion.HASTE
    return None
