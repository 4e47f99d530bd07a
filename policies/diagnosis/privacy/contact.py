"""Whether two writings of a telephone number or an e-mail address mean the same contact."""

import re
from secrets import compare_digest

from policies.diagnosis.form.fields import PHONE_DIGITS

SEVERAL_NUMBERS = re.compile(r"[,;/]")
CHINA_BEFORE_MOBILE = re.compile(r"^(?:00)?86(?=1[0-9]{10}$)")


def is_same_contact(typed: str, *, phone: str, email: str) -> bool:
    """Return whether someone typed the telephone number or the e-mail address that is stored."""
    stored = writings(phone) | writings(email)
    # Every pair is compared whole, so that the time taken tells nothing about a near miss.
    found = [
        compare_digest(one.encode(), other.encode()) for one in writings(typed) for other in stored
    ]
    return any(found)


def writings(contact: str) -> frozenset[str]:
    """Return a contact in the forms that count as equal: +86 138-0013-8000 → 13800138000.

    An address is folded to one case. Of a number only the digits count, of several each one too.
    """
    if "@" in contact:
        return frozenset({contact.strip().casefold()})
    parts = (contact, *SEVERAL_NUMBERS.split(contact))
    digits = ("".join(filter(str.isdecimal, part)) for part in parts)
    return frozenset(
        CHINA_BEFORE_MOBILE.sub("", number) for number in digits if len(number) >= PHONE_DIGITS
    )
