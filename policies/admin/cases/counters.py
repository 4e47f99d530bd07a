"""The figures above the inbox: how many cases stand where, each a link to their list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.utils import timezone

from policies.admin.cases.filters import MINE, NOBODYS, OPEN, OVERDUE, WAITING
from policies.diagnosis.models import Submission
from policies.diagnosis.reminders.news import news_by_tier
from policies.diagnosis.vocabulary import CaseStatus
from policies.vocabulary import TierCode


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
        *_waiting_for_the_round(),
        Counter("已过期", overdue, {"due": OVERDUE}, is_urgent=overdue > 0),
        Counter("我的", advisers.count(user.pk), {"status": OPEN, "adviser": MINE}),
        Counter("未分配", advisers.count(None), {"status": OPEN, "adviser": NOBODYS}),
        *(
            Counter(status.label, count, {"status": status.value})
            for status, count in cases.counts_by_status().items()
        ),
    ]


def _waiting_for_the_round() -> list[Counter]:
    """Return whom to call once there is a notice for the list that they wait for."""
    kept = Submission.objects.filter(kept_for_round=True).exclude(status=CaseStatus.SUSPECTED)
    if not (count := kept.count()) or not news_by_tier(timezone.now())[TierCode.KEY_LITTLE_GIANT]:
        return []
    return [Counter("给这些企业打电话", count, {"round": WAITING}, is_urgent=True)]
