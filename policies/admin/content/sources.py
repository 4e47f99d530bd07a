"""Editing source documents and the disputes between them and the owner."""

from django.contrib import admin

from policies.admin.base import ReadOnlyMixin
from policies.admin.content.wordings import WordedMixin
from policies.admin.editing.admin import EditorAdmin, EditorTabularInline, section
from policies.admin.import_export.views import ImportExportMixin
from policies.models import CentreStatement, Dispute, SourceDocument, SourceLink


class SourceLinkInline(EditorTabularInline):
    """The addresses at which a document can be read."""

    model = SourceLink
    fields = ("label", "url")


@admin.register(SourceDocument)
class SourceDocumentAdmin(WordedMixin, ImportExportMixin, EditorAdmin):
    """The documents, reports and calculations that facts rest on."""

    list_display = ("title", "document_number", "kind", "issued_on", "url_checked_on", "confidence")
    list_filter = ("kind", "confidence", ("url_checked_on", admin.EmptyFieldListFilter))
    search_fields = ("title", "document_number", "key", "issuers")
    search_help_text = "按名称、文号、发文机关或代号查找"
    inlines = (SourceLinkInline,)
    fieldsets = (
        section("文件", "title", ("document_number", "kind"), "issuers", "key"),
        section(
            "日期与效力",
            ("issued_on", "published_on"),
            ("effective_on", "repealed_on"),
            "date_note",
            "period",
            "status",
        ),
        section("内容", "governs", "structure", "basis_wording"),
        section("核对", ("url_checked_on", "confidence"), ("first_hand", "is_listed")),
        section("编辑", "seen_at", "editors_note"),
    )


@admin.register(Dispute)
class DisputeAdmin(EditorAdmin):
    """Where the owner and the documents differ, and how the site says so."""

    list_display = ("code", "about", "treatment", "status", "owner_view", "documents_view")
    list_display_links = ("code", "about")
    list_filter = (
        *("treatment", "status", "confidence"),
        ("source", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("code", "about", "owner_view", "documents_view")
    search_help_text = "按代号、主题或口径查找"
    autocomplete_fields = ("source", "further_sources")
    views = ("about", "owner_view", "documents_view")
    fieldsets = (
        section("差异", *views, ("source", "confidence"), "further_sources"),
        section("在网站上怎样说", "treatment", "public_wording"),
        section("编辑", "editors_note", ("code", "position")),
    )


@admin.register(CentreStatement)
class CentreStatementAdmin(ReadOnlyMixin, EditorAdmin):
    """What the centre says of itself: shown here, decided on the confirmation sheet."""

    list_display = ("text", "topic", "publication", "decided_on", "decided_by")
    list_filter = ("topic", "publication")
    fields = ("topic", "text", "publication", "decided_on", "decided_by")
