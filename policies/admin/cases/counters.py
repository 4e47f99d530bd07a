"""The figures above the inbox: how many cases stand where, each a link to their list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.utils import timezone

from policies.admin.cases.filters import MINE, NOBODYS, OPEN, OVERDUE
from policies.diagnosis.models import Submission


@dataclass(frozen=True, slots=True)
class Counter:
    """How many cases a link leads to."""

    label: str
    count: int
    parameters: dict[str, str]
    is_urgent: bool = False

    @property
    def query(self) -> str:
        return urlencode(self.parameters)


def counters_for(user: User) -> list[Counter]:
    """Return what waits, for everyone and for one adviser, then the cases by their status."""
    cases = Submission.objects
    overdue = cases.overdue(timezone.localdate()).count()
    # Open cases are few; asked to count nobody's, a database reads through all that are closed.
    advisers: list[int | None] = [*cases.open().order_by().values_list("assigned_to", flat=True)]
    return [
        Counter("已过期", overdue, {"due": OVERDUE}, is_urgent=overdue > 0),
        Counter("我的", advisers.count(user.pk), {"status": OPEN, "adviser": MINE}),
        Counter("未分配", advisers.count(None), {"status": OPEN, "adviser": NOBODYS}),
        *(
            Counter(status.label, count, {"status": status.value})
            for status, count in cases.counts_by_status().items()
        ),
    ]
