"""What tells a program from a person, without asking either to prove anything."""

from django.conf import settings
from django.http import QueryDict

from policies.diagnosis.submission.tokens import is_younger_than
from policies.diagnosis.vocabulary import SpamSignal

HONEYPOT = "website"  # a field that no person sees


def spam_signal_of(posted: QueryDict) -> SpamSignal | None:
    """Return why a posted 诊断表 looks like a program's; None where nothing speaks for it."""
    if posted.get(HONEYPOT):
        return SpamSignal.HONEYPOT
    if is_younger_than(posted.get("token", ""), settings.FORM_SHORTEST_SECONDS):
        return SpamSignal.HASTE
    return None
