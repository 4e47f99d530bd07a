"""How many posts one address, and how many submissions one enterprise may send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from policies.diagnosis.models import PostCount
from policies.diagnosis.throttling.client_address import IPV6_SITE

SALT = "policies.diagnosis.limits"


class TooMany(Exception):
    """A limit is reached; `until` is when the next post is let in."""

    def __init__(self, limit: "Limit", until: datetime) -> None:
        super().__init__(limit.name)
        self.until = until

    def seconds_left(self, now: datetime) -> int:
        """Return in how many seconds the next post is let in; at least one."""
        return max(ceil((self.until - now).total_seconds()), 1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of something from one sender in each window of time."""

    name: str
    most: int
    window: timedelta


def posts_of_an_address() -> Limit:
    """Return the limit of posts from one address, looking at results included."""
    return Limit("posts", settings.POSTS_PER_ADDRESS, timedelta(minutes=10))


def submissions_of_an_address() -> Limit:
    return Limit("submissions", settings.SUBMISSIONS_PER_ADDRESS, timedelta(hours=1))


def submissions_of_an_enterprise() -> Limit:
    """Return the limit of what is stored under one 统一社会信用代码."""
    return Limit("enterprise", settings.SUBMISSIONS_PER_USCC, timedelta(days=1))


def reminders_of_a_mailbox() -> Limit:
    """Return the limit of mails that ask a mailbox to confirm, which anyone can have sent."""
    return Limit("reminders", settings.REMINDERS_PER_MAILBOX, timedelta(days=1))


def corrections_of_a_submission() -> Limit:
    return Limit("corrections", settings.CORRECTIONS_PER_SUBMISSION, timedelta(days=1))


def count_submission(sender: str | None, uscc: str) -> None:
    """Count what is to be stored for its address and its enterprise; raise TooMany for either."""
    count(submissions_of_an_address(), sender)
    count(submissions_of_an_enterprise(), uscc)


def count(limit: Limit, sender: str | None) -> None:
    """Count one from a sender, for all processes together; raise TooMany where it is one too many.

    Nothing is counted for a sender that is not known. Inside a transaction that is rolled back
    nothing was counted either.
    """
    if not sender:
        return
    now = timezone.now()
    window_begins = datetime.fromtimestamp(
        now.timestamp() // limit.window.total_seconds() * limit.window.total_seconds(), now.tzinfo
    )
    window_ends = window_begins + limit.window
    with transaction.atomic():
        row, _ = PostCount.objects.get_or_create(
            sender=_digest(limit, sender), window_ends=window_ends
        )
        counted = PostCount.objects.filter(pk=row.pk, count__lt=limit.most)
        if not counted.update(count=F("count") + 1):
            raise TooMany(limit, window_ends)


def network_of(address: str | None) -> str | None:
    """Return what one visitor holds of the net: an IPv4 address, or the /64 of an IPv6 one.

    None for the machine itself: what comes from there may be a proxy's that nobody declared, and
    its limit would be everyone's.
    """
    parsed = ip_address(address) if address else None
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if parsed is None or parsed.is_loopback:
        return None
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), IPV6_SITE), strict=False))
    return str(parsed)


def _digest(limit: Limit, sender: str) -> str:
    """Return what stands for a sender in the database, where no address is to be read."""
    return salted_hmac(SALT, f"{limit.name}:{sender}", algorithm="sha256").hexdigest()
