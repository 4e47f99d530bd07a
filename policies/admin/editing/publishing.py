"""Drafting, scheduling, publishing and withdrawing, on every page and list of content."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.admin.editing.fields import EditorAdmin
from policies.admin.editing.reasons import REASON
from policies.admin.history.pages import ReasonField
from policies.diagnosis.staff import staff_of
from policies.models import (
    ApplicationRound,
    Publishable,
    RuleSet,
    TopicPage,
    UpdateNote,
    history,
)
from policies.presentation.previews import preview_address
from policies.vocabulary import PublicationState

PUBLISHING_TITLE = "发布"
BEGIN_AS_DRAFT = (TopicPage, RuleSet, ApplicationRound, UpdateNote)
DATES = ("effective_from", "effective_to")


def publishing_fields(own_fieldsets: Any) -> list[Any]:
    """Return the fields of the fieldset 发布; the dates are left out where others show them."""
    shown = flatten_fieldsets(own_fieldsets or ())
    return [("publication", "publish_at"), *([] if {*DATES} & {*shown} else [DATES])]


def preview_day(row: Publishable) -> date:
    """Return the first day, from today on, on which readers will see a row all day."""
    days = [timezone.localdate()]
    if row.effective_from:
        days.append(row.effective_from)
    if row.publish_at and row.publish_at > timezone.now():
        begins = timezone.localdate(row.publish_at - timedelta(microseconds=1))
        days.append(begins + timedelta(days=1))
    return max(days)


def publish(row: Publishable) -> None:
    """Publish a row at once; raise ValidationError where it may not be public."""
    now = timezone.now()
    if row.publish_at is None or row.publish_at > now:
        row.publish_at = now
    row.publication = PublicationState.PUBLISHED
    row.full_clean()
    row.save()


def withdraw(row: Publishable) -> None:
    """Take a row from readers; its page and its history stay with the editors."""
    row.publication = PublicationState.WITHDRAWN
    row.save()


def move(rows: QuerySet[Any], to_state: Callable[[Any], None]) -> int:
    """Bring every row into a state and return how many; refuse all where one is refused."""
    moved = list(rows.select_for_update())
    for row in moved:
        try:
            to_state(row)
        except ValidationError as error:
            raise ValidationError(f"“{row}”没有通过检查：{'；'.join(error.messages)}") from error
    return len(moved)


class ReasonedActionForm(ActionForm):
    """The choice of an action on a list, with the reason that its revision records."""

    change_reason = ReasonField(required=False)


class PublishableAdmin(EditorAdmin):
    """The admin of what readers see when an editor says so."""

    action_form = ReasonedActionForm
    actions = ("publish_rows", "withdraw_rows")

    def closing_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = publishing_fields(self.fieldsets)
        publishing = (PUBLISHING_TITLE, {"fields": fields})
        return (publishing, *super().closing_fieldsets(request, obj))

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "publication")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), "publication")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        begins = {"publication": PublicationState.DRAFT} if self.model in BEGIN_AS_DRAFT else {}
        return {**begins, **super().get_changeform_initial_data(request)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context["original"]
        if row is not None:
            address = preview_address(preview_day(row), self.view_on_site(row))
            context["preview_address"] = address
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="发布", permissions=["change"])
    def publish_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Publish the chosen rows, all of them or none."""
        self.change_state(request, rows, PublicationState.PUBLISHED)

    @admin.action(description="撤下", permissions=["change"])
    def withdraw_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Withdraw the chosen rows."""
        self.change_state(request, rows, PublicationState.WITHDRAWN)

    def change_state(
        self, request: HttpRequest, rows: QuerySet[Any], state: PublicationState
    ) -> None:
        """Move rows to a state in one revision with the action's reason, and say what was done."""
        reason = request.POST.get(REASON, "").strip()
        if not reason:
            self.message_user(request, "请写改动原因，再执行操作。", messages.ERROR)
            return
        to_state = publish if state == PublicationState.PUBLISHED else withdraw
        chosen = self.model._base_manager.filter(pk__in=rows.values("pk"))
        try:
            with history.change(author=staff_of(request), reason=reason):
                count = move(chosen.exclude(publication=state), to_state)
        except ValidationError as refusal:
            self.message_user(request, refusal.messages[0], messages.ERROR)
            return
        self.message_user(request, f"{state.label}：{count} 项。", messages.SUCCESS)
