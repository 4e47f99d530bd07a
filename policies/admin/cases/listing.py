"""What the inbox lists: masked names, filters, the counters above it, and its pages."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils import timezone

from policies.diagnosis.models import Submission
from policies.diagnosis.models.submissions import NEWEST_FIRST, SubmissionQuerySet
from policies.diagnosis.staff import WITHOUT_ADVISER, staff_of
from policies.diagnosis.vocabulary import CaseOutcome, CaseStatus, DeliveryState

HIDDEN = "**"
# Longest first, so that 股份有限公司 is not taken for 有限公司.
ENDINGS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "（有限合伙）", "（普通合伙）",
    "有限公司", "集团公司", "合作社", "研究院", "研究所", "事务所", "公司", "中心", "厂", "店",
)  # fmt: skip
OPEN, MINE, NOBODYS, OVERDUE = "open", "me", "nobody", "overdue"


def mask_company(name: str) -> str:
    """Return a name with its middle hidden: 襄阳某某精密机械有限公司 → 襄阳**机械有限公司.

    Of a short name less is shown; at least half of what precedes the legal form stays hidden.
    """
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), "")
    stem = name.removesuffix(ending)
    head = min(2, len(stem) // 2)
    tail = 2 if len(stem) >= 8 else 0
    return f"{stem[:head]}{HIDDEN}{stem[len(stem) - tail :]}{ending}"


class ChoiceFilter(ABC, admin.SimpleListFilter):
    """A filter with choices of its own; a value that it does not know leaves the list as it is."""

    options: tuple[tuple[str, str], ...]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.options

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return self.chosen(request, queryset, value) if value in dict(self.options) else queryset

    @abstractmethod
    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        """Return the rows that a value leaves."""


class StatusFilter(ChoiceFilter):
    """Cases in one status, or all that are not closed; what looks like spam is listed apart."""

    title = "进度"
    parameter_name = "status"
    options = ((OPEN, "未关闭"), *CaseStatus.choices())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None and not request.GET.get(SEARCH_VAR):
            return queryset.exclude(status=CaseStatus.SUSPECTED)
        return super().queryset(request, queryset)

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.open() if value == OPEN else rows.filter(status=value)


class OutcomeFilter(ChoiceFilter):
    """Cases by what they came to."""

    title = "结果"
    parameter_name = "outcome"
    options = tuple(CaseOutcome.choices())

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.filter(outcome=value)


class AdviserFilter(ChoiceFilter):
    """Cases of whoever looks, or of nobody yet."""

    title = "顾问"
    parameter_name = "adviser"
    options = ((MINE, "我的"), (NOBODYS, WITHOUT_ADVISER))

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.filter(assigned_to=staff_of(request).pk if value == MINE else None)


class DueFilter(ChoiceFilter):
    """Enterprises that have waited longer than they were promised."""

    title = "期限"
    parameter_name = "due"
    options = ((OVERDUE, "已过期"),)

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.overdue(timezone.localdate())


class MailFilter(ChoiceFilter):
    """Cases by where their messages to the advisers stand."""

    title = "邮件"
    parameter_name = "mail"
    options = tuple(DeliveryState.choices())

    def chosen(self, request: HttpRequest, rows: Any, value: str) -> Any:
        return rows.with_mail_in(DeliveryState(value))


@dataclass(frozen=True)
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
    """Return what waits, for everyone and for one adviser, then the cases by status and outcome."""
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
        *(
            Counter(outcome.label, count, {"outcome": outcome.value})
            for outcome, count in cases.counts_by_outcome().items()
        ),
    ]


class WorkPaginator(Paginator):  # type: ignore[type-arg]
    """The pages of the inbox: open cases in the order of work, then the others, newest first.

    Only the few that are open are sorted; the many behind them come in the order of an index.
    """

    object_list: SubmissionQuerySet

    @cached_property
    def open_cases(self) -> int:
        return self.object_list.open().count()

    def page(self, number: Any) -> "Page[Any]":
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        end = min(first + self.per_page, self.count)
        rows = list(self.object_list.open()[first:end])
        if missing := end - first - len(rows):
            after = max(first - self.open_cases, 0)
            others = self.object_list.exclude(status__in=CaseStatus.open()).order_by(*NEWEST_FIRST)
            rows += others[after : after + missing]
        return Page(rows, number, self)
