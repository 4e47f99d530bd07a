"""Contacts as a receipt shows them: enough for a last look, too little to pass on."""

from policies.diagnosis.models import Submission
from policies.vocabulary.contact import PHONE_DIGITS, SEVERAL_NUMBERS, email_addresses

LONG_NUMBER = 10  # digits; of a shorter one less is shown


def masked(submission: Submission, name: str) -> str:
    """Return a field of contact with its middle hidden; empty where it is."""
    value = str(getattr(submission, name))
    if not value:
        return ""
    if name == "phone":
        return "、".join(filter(None, map(_masked_number, SEVERAL_NUMBERS.split(value))))
    if name == "email":
        return "、".join(map(_masked_address, email_addresses(value)))
    return f"{value[0]}•••"


def _masked_number(text: str) -> str:
    """Return 138 •••• 8000 of a mobile number, 87 •••• 21 of seven or eight digits."""
    digits = "".join(filter(str.isdecimal, text))
    head, tail = (3, 4) if len(digits) >= LONG_NUMBER else (2, 2)
    return f"{digits[:head]} •••• {digits[-tail:]}" if len(digits) >= PHONE_DIGITS else ""


def _masked_address(text: str) -> str:
    person, _, domain = text.rpartition("@")
    return f"{person[:1]}•••@{domain}"
