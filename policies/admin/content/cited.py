"""What the admin of every row that states a fact has in common: its basis, edited the same way."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies.admin.editing.admin import (
    EditorStackedInline,
    PublishableAdmin,
    publishing_section,
    section,
)
from policies.models.sources import CitedFact, CitedFactQuerySet

Columns = list[str] | tuple[str, ...]

RELATED = ("source", "further_sources", "disputes")
BASIS = (
    *("source", "further_sources", ("trust_state", "checked_on"), ("confidence", "review_by")),
    *("disputes", "editors_note"),
)


def basis_section(**options: Any) -> tuple[str | None, Any]:
    return section("依据与核对", *BASIS, **options)


def shown(field: str, text: str = "amount_text") -> Any:
    """Return a column with the figure of a field in the words of the page."""

    @admin.display(description="网站上显示为", ordering=field)
    def column(model_admin: Any, fact: Any) -> Any:
        return getattr(fact, text) or "没有金额"

    return column


class SourceKindFilter(admin.ChoicesFieldListFilter):
    """Facts by what they rest on: a document, a report, a calculation, the owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "依据的种类"


class CitedFactAdmin(PublishableAdmin):
    """The admin of facts; a subclass names its own columns, filters and fieldsets only."""

    autocomplete_fields: ClassVar[Columns] = RELATED
    list_select_related: ClassVar[Columns] = ("source",)

    def closing_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return (basis_section(), *super().closing_fieldsets(request, obj))

    def get_list_display(self, request: HttpRequest) -> Any:
        own = super().get_list_display(request)
        return (*own, "citation", "trust_state", "place_on_site")

    def get_list_filter(self, request: HttpRequest) -> Any:
        of_source = (
            ("source__kind", SourceKindFilter),
            ("source", admin.RelatedOnlyFieldListFilter),
        )
        return (*super().get_list_filter(request), "trust_state", "confidence", *of_source)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        facts = cast("CitedFactQuerySet[Any]", super().get_queryset(request))
        return facts.with_places()

    @admin.display(description="依据", ordering="source__key")
    def citation(self, fact: CitedFact) -> str:
        return fact.source.citation

    @admin.display(description="网站")
    def place_on_site(self, fact: CitedFact) -> SafeString:
        """Return a link to where readers see the fact."""
        return format_html('<a href="{}">查看</a>', fact.get_absolute_url())


class CitedFactInline(EditorStackedInline):
    """Facts inside the page of another row, each folded, its basis below its content."""

    autocomplete_fields: ClassVar[Columns] = RELATED

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        folded: Any = {"classes": ("collapse",)}
        closing = (basis_section(**folded), publishing_section(self.fieldsets, **folded))
        return (*super().get_fieldsets(request, obj), *closing)
