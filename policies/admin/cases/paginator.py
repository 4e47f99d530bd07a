"""The pages of the inbox: open cases in the order of work, then the others, newest first.

Only the few that are open are sorted; the many behind them come in the order of an index.
"""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

from policies.diagnosis.models.submissions import NEWEST_FIRST, SubmissionQuerySet
from policies.diagnosis.vocabulary import CaseStatus


class WorkPaginator(Paginator):  # type: ignore[type-arg]
    """Cuts the inbox into pages."""

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
