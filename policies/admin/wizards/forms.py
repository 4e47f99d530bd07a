"""What the forms of the wizards have in common: a document, a reason, and a note for readers."""

import secrets
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.admin.editing.forms import NOTE_FIELDS, NoteForm
from policies.models import SourceDocument, SourceLink
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import SourceKind

NEW_DOCUMENT = ("new_title", "new_number", "new_issuers", "new_issued_on", "new_url")
SAVING = ("reason", *NOTE_FIELDS)


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, with the admin's calendar."""
    return forms.DateField(label=label, widget=AdminDateWidget, **options)


class WizardForm(NoteForm):
    """Asks why something changes; its fields stand under headings, in the order of thought."""

    headings: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]]
    use_required_attribute = False

    reason = PlainTextField(
        label="改动原因", max_length=200, help_text="留在修改记录里", required=True
    )

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield each heading with its fields."""
        for heading, names in self.headings:
            yield heading, [self[name] for name in names]


class DocumentForm(WizardForm):
    """The document that something rests on: one on record, or a new one described in place."""

    document = forms.ModelChoiceField(
        SourceDocument.objects.order_by("-issued_on", "key"),
        label="依据文件",
        required=False,
        help_text="已有的文件在这里选；没有就在下面新建",
    )
    new_title = PlainTextField(label="新文件名称", max_length=200)
    new_number = PlainTextField(label="文号", max_length=80)
    new_issuers = PlainTextField(label="发文机关", max_length=200)
    new_issued_on = day_field("印发日期", required=False)
    new_url = forms.URLField(
        label="原文网址", max_length=500, required=False, assume_scheme="https"
    )

    def clean(self) -> dict[str, Any]:
        """Refuse both a document on record and a new one, and neither of them."""
        cleaned = super().clean() or {}
        describes_new = any(cleaned.get(name) for name in NEW_DOCUMENT)
        if cleaned.get("document") and describes_new:
            self.add_error("document", "已经选了文件，就不要再填新文件；要新建，请先不选。")
        elif describes_new and not cleaned.get("new_title") and "new_title" not in self.errors:
            self.add_error("new_title", "请填新文件的名称。")
        elif not cleaned.get("document") and not describes_new and not self.errors:
            self.add_error("document", "请选一份文件，或在下面新建。")
        return cleaned

    def save_document(self) -> SourceDocument:
        """Return the chosen document, or store the new one with its link."""
        cleaned = self.cleaned_data
        if cleaned["document"] is not None:
            chosen: SourceDocument = cleaned["document"]
            return chosen
        document = SourceDocument.objects.create(
            key=f"doc-{timezone.localdate():%Y%m%d}-{secrets.token_hex(3)}",
            kind=SourceKind.DOCUMENT,
            title=cleaned["new_title"],
            document_number=cleaned["new_number"],
            issuers=cleaned["new_issuers"],
            issued_on=cleaned["new_issued_on"],
        )
        if cleaned["new_url"]:
            SourceLink.objects.create(document=document, url=cleaned["new_url"])
        return document


class PublishForm(WizardForm):
    """When a draft is published: now, or at a minute to come."""

    publish_at = forms.SplitDateTimeField(
        label="发布时间", widget=AdminSplitDateTime, required=False, help_text="马上发布就留空"
    )
    headings = (("发布", ("publish_at", *SAVING)),)

    def clean_publish_at(self) -> Any:
        """Refuse a time that is over."""
        at = self.cleaned_data["publish_at"]
        if at is not None and at <= timezone.now():
            raise ValidationError("这个时间已经过了；马上发布请留空。")
        return at


def add_errors(form: Any, error: ValidationError) -> None:
    """Show what the models refuse beside the fields that have it, the rest above the form."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
