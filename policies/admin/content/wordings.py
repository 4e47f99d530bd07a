"""Wordings of basis lines and notes, and which of them stand on facts that have changed since."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from policies.models import Edition, SourceDocument, TopicSection
from policies.models.tiers import ladder
from policies.pages.citations import with_facts
from policies.pages.topic import topic_of


def stands_on(row: SourceDocument | TopicSection) -> str:
    """Return the documents and states that a wording is about, as they are now."""
    edition = Edition.now()
    if isinstance(row, SourceDocument):
        [cited] = with_facts([row], edition)
        return f"{row} {sorted({f'{of.trust_state} {of.checked_on}' for of in cited.facts})}"
    line = topic_of(row.page, ladder(edition), edition).notes.basis.get(row.key, [])
    documents = [of for source in line for mark in source.marks for of in mark.note.documents]
    states = [f"{of.source} {of.trust_state} {of.checked_on}" for of in documents]
    return f"{[source.name for source in line]} {states}"


class StaleWordingFilter(admin.SimpleListFilter):
    """Rows with a wording whose facts have changed since a person last saved it."""

    title = "依据的写法"
    parameter_name = "wording"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("stale", "事实已变")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        is_document = queryset.model is SourceDocument
        kind: Any = SourceDocument if is_document else TopicSection
        worded = kind.objects.exclude(basis_wording="")
        stale = [row for row in worded if stands_on(row) != row.basis_seen]
        return queryset.filter(pk__in=[row.pk if is_document else row.page_id for row in stale])


class WordedMixin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Keeps what a wording stood on whenever a person saves its page."""

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), StaleWordingFilter)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        saved = form.instance
        for row in [saved] if isinstance(saved, SourceDocument) else saved.sections.all():
            seen = stands_on(row) if row.basis_wording else ""
            if row.basis_seen != seen:
                row.basis_seen = seen
                row.save()
