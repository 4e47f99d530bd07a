"""What must not become slow as the data grows, each measured alone in one database."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from policies.admin.cases.export import rows
from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.privacy.erasure import erase_submissions
from policies.operations.purge import due_submissions

INBOX = "/admin/diagnosis/submission/"
PAGES = {
    "topic page": "/xiaojuren/",
    "home page": "/",
    "/regions/": "/regions/",
    "a province": "/regions/guangdong/",
    "/sources/": "/sources/",
    "search": "/search/?q=研发费用",
}
DESK = {
    "admin inbox": INBOX,
    "admin inbox, overdue": f"{INBOX}?due=overdue",
    "admin inbox, search that finds all": f"{INBOX}?q=精密",
    "admin inbox, search by reference": f"{INBOX}?q=AAA00042",
}
FIRST_ROWS = 1000  # of an export, all there are in the small case; the rest is streamed
DUE_AT_ONCE = 10

Operation = Callable[[], object]


def operations() -> dict[str, Operation]:
    """Return everything that is measured, by its name in the table."""
    adviser = Client(headers={"host": "127.0.0.1"})
    adviser.force_login(User.objects.create_superuser("bench"))
    reader = Client(headers={"host": "127.0.0.1"})
    return {
        **{name: reading(reader, address) for name, address in PAGES.items()},
        **{name: reading(adviser, address) for name, address in DESK.items()},
        "admin inbox, search that finds one": reading(adviser, f"{INBOX}?q={name_of_the_last()}"),
        "worker's claim": claim,
        f"purge, {DUE_AT_ONCE} submissions": purge,
        f"export, first {FIRST_ROWS:,} rows": export,
    }


def name_of_the_last() -> str:
    """Return a company's name that no other submission holds."""
    return Submission.objects.order_by("-pk")[0].company_name


def reading(client: Client, address: str) -> Operation:
    """Return what asks Django for a page, which is rendered anew each time."""

    def read() -> None:
        status = client.get(address).status_code
        if status != 200:
            sys.exit(f"{address} answers {status}.")

    return read


@transaction.atomic
def claim() -> None:
    """Claim a message as a worker does, and give it back."""
    Delivery.objects.claim_next(now=timezone.now(), lease=timedelta(minutes=10))
    transaction.set_rollback(True)


@transaction.atomic
def purge() -> None:
    """Erase what is due first, and take it back."""
    due = due_submissions(timezone.now()).order_by("pk").values_list("pk", flat=True)
    erase_submissions(pks=list(due[:DUE_AT_ONCE]))
    transaction.set_rollback(True)


def export() -> None:
    """Export the first rows of all submissions, as far as a browser has to wait."""
    pks = list(Submission.objects.values_list("pk", flat=True))
    for _ in islice(rows(pks, for_calls=False), FIRST_ROWS):
        pass


def answer_by_name() -> None:
    """Print the names, then for each name on stdin the seconds that it takes."""
    measured = operations()
    print(*measured, sep="\t", flush=True)
    for name in map(str.strip, sys.stdin):
        began = time.perf_counter()
        measured[name]()
        print(time.perf_counter() - began, flush=True)
