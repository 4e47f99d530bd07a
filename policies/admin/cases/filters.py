"""The filters of the inbox; a value that a filter does not know leaves the list as it is."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest
from django.utils import timezone

from policies.diagnosis.staff import WITHOUT_ADVISER, staff_of
from policies.diagnosis.vocabulary import CaseStatus, DeliveryState

OPEN = "open"
MINE = "me"
NOBODYS = "nobody"
OVERDUE = "overdue"
WAITING = "waiting"


class StatusFilter(admin.SimpleListFilter):
    """Cases in one status, or all that are not closed; what looks like spam is listed apart."""

    title = "进度"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(OPEN, "未关闭"), *CaseStatus.choices()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == OPEN:
            return queryset.open()
        if self.value() is None and not request.GET.get(SEARCH_VAR):
            return queryset.exclude(status=CaseStatus.SUSPECTED)
        is_known = self.value() in CaseStatus.codes()
        return queryset.filter(status=self.value()) if is_known else queryset


class AdviserFilter(admin.SimpleListFilter):
    """Cases of whoever looks, or of nobody yet."""

    title = "顾问"
    parameter_name = "adviser"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(MINE, "我的"), (NOBODYS, WITHOUT_ADVISER)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == MINE:
            return queryset.filter(assigned_to=staff_of(request).pk)
        return queryset.filter(assigned_to=None) if self.value() == NOBODYS else queryset


class DueFilter(admin.SimpleListFilter):
    """Enterprises that have waited longer than they were promised."""

    title = "期限"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(OVERDUE, "已过期")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        is_overdue = self.value() == OVERDUE
        return queryset.overdue(timezone.localdate()) if is_overdue else queryset


class RoundFilter(admin.SimpleListFilter):
    """Enterprises that want to be kept until the next round."""

    title = "下一轮"
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(WAITING, "在等通知")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kept_for_round=True) if self.value() == WAITING else queryset


class MailFilter(admin.SimpleListFilter):
    """Cases by where their messages to the advisers stand."""

    title = "邮件"
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return DeliveryState.choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        state = next((state for state in DeliveryState if state == self.value()), None)
        return queryset.with_mail_in(state) if state else queryset
