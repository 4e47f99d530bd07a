"""Every address of the desk, found in its own list of addresses and filled with stored rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from reversion.models import Revision, Version

from policies.diagnosis.models import (
    AccessRecord,
    Delivery,
    MailboxTask,
    OperationRecord,
)
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models import Dispute, ErrorReport, RuleSet, Term, UpdateNote
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
from policies.vocabulary import PublicationState
from tests.factories import CONTACT

APPS = ("policies", "diagnosis", "auth", "admin")
POSTED = {
    "diagnosis_submission_export", "diagnosis_submission_step", "diagnosis_submission_note",
    "diagnosis_submission_resend", "diagnosis_submission_confirm", "diagnosis_mailboxtask_done",
    "looked-today",
}  # fmt: skip
AUTOCOMPLETE = {"app_label": "policies", "model_name": "term", "field_name": "source", "term": "1"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the desk by its name, and whether it is posted to."""

    name: str
    url: str

    def ask(self, client: Client) -> Any:
        """Return the answer."""
        data = AUTOCOMPLETE if self.name == "autocomplete" else {}
        if self.name in POSTED:
            return client.post(self.url, data)
        return client.get(self.url, data)


def store_rows() -> None:
    """Store one row of everything that the desk has pages for, beside the seeded content."""
    submit_diagnosis(
        idempotency_key="0" * 32,
        profile=Profile(),
        contact=CONTACT,
        period=AccountingPeriod(2027, 2026, is_estimate=True, is_unfinished=True),
        on=date(2026, 11, 24),
    )
    AccessRecord.objects.create(kind="viewed", reference="ACDEFGHJ")
    MailboxTask.objects.create(reference="ACDEFGHJ")
    OperationRecord.objects.create(kind="backup")
    UpdateNote.objects.create(code="note", title="更新", publish_at=timezone.now())
    ErrorReport.objects.create(
        kind="term", row_id=Term.objects.all()[0].pk, shown="术语", text="错"
    )
    RuleSet.objects.filter(code="little-giant-2026").update(publication=PublicationState.DRAFT)
    somebody, _ = User.objects.get_or_create(username="somebody")
    LogEntry.objects.create(
        user=somebody,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(somebody.pk),
        object_repr="somebody",
        action_flag=CHANGE,
    )
    Group.objects.get_or_create(name="编辑")


def addresses() -> Iterator[Address]:
    """Yield every named address; those without a name lead on from old forms of addresses."""
    for pattern in patterns(admin.site.get_urls()):
        if pattern.name == "app_list":
            for app in APPS:
                yield Address(f"app_list_{app}", reverse("admin:app_list", args=[app]))
        elif pattern.name:
            values = {word: value_of(word, pattern.name) for word in pattern.pattern.converters}
            yield Address(pattern.name, reverse(f"admin:{pattern.name}", kwargs=values))


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    """Yield the patterns of a list of addresses, however deep they lie."""
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


def value_of(word: str, name: str) -> Any:
    """Return what stands in an address of this name for a word."""
    values: dict[str, Callable[[], Any]] = {
        "object_id": lambda: row_of(name).pk,
        "pk": lambda: row_of(name).pk,
        "id": lambda: row_of(name).pk,
        "revision": lambda: Version.objects.get_for_object(row_of(name))[0].revision_id,
        "content_type_id": lambda: ContentType.objects.get_for_model(Term).pk,
        "delivery": lambda: Delivery.objects.get(kind="advisers").pk,
        "code": lambda: Dispute.objects.all()[0].code,
        "kind": lambda: "csv",
        "name": lambda: f"term-{Term.objects.all()[0].pk}",
        "state": lambda: "corrected",
    }
    return values[word]()


def row_of(name: str) -> Any:
    """Return the row that an address of this name is about."""
    if name in ("wizard-thresholds", "diagnosis_submission_outcomes"):
        return RuleSet.objects.get(code="little-giant-2026")
    if name == "undo":
        return Revision.objects.latest("pk")
    if name == "view_on_site":
        return Term.objects.all()[0]
    app, model = name.split("_")[:2]
    return apps.get_model(app, model)._default_manager.order_by("pk")[0]
