"""Whether two writings of a telephone number, an address or a 微信号 mean the same contact."""

from secrets import compare_digest

from policies.vocabulary.contact import (
    CHINA_BEFORE_MOBILE,
    PHONE_DIGITS,
    SEVERAL_NUMBERS,
    email_addresses,
)


def is_same_contact(typed: str, *, phone: str, email: str, wechat: str) -> bool:
    """Return whether someone typed one of the ways of contact that are stored."""
    as_typed = typed.strip().casefold()
    stored = writings(phone) | writings(email) | {wechat.strip().casefold()} - {""}
    # Every pair is compared whole, so that the time taken tells nothing about a near miss.
    found = [
        compare_digest(one.encode(), other.encode())
        for one in writings(typed) | {as_typed}
        for other in stored
    ]
    return any(found)


def writings(contact: str) -> frozenset[str]:
    """Return a contact in the forms that count as equal: +86 138-0013-8000 → 13800138000.

    Addresses are folded to one case. Of a number only the digits count, of several each one too.
    """
    if "@" in contact:
        return frozenset(email_addresses(contact.strip().casefold()))
    parts = (contact, *SEVERAL_NUMBERS.split(contact))
    digits = ("".join(filter(str.isdecimal, part)) for part in parts)
    return frozenset(
        CHINA_BEFORE_MOBILE.sub("", number) for number in digits if len(number) >= PHONE_DIGITS
    )
