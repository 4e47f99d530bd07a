"""What the wizards have in common: forms, the page, and what happens when it is sent off."""

import secrets
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, ClassVar, Protocol

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.editing.reasons import LONGEST_NOTE
from policies.diagnosis.staff import staff_of
from policies.models import Publishable, SourceDocument, SourceLink
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import SourceKind

NEW_DOCUMENT = ("new_title", "new_number", "new_issuers", "new_issued_on", "new_url")


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, with the admin's calendar."""
    return forms.DateField(label=label, widget=AdminDateWidget, **options)


class WizardForm(forms.Form):
    """A form whose fields are shown under headings, in the order of an editor's thoughts."""

    headings: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]]
    use_required_attribute = False

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield each heading with its fields."""
        for heading, names in self.headings:
            yield heading, [self[name] for name in names]


class ReasonForm(WizardForm):
    """Why something changes, and what readers are told of it."""

    reason = PlainTextField(
        label="改动原因", max_length=200, help_text="留在修改记录里", required=True
    )
    note_for_readers = PlainTextField(
        label="告诉读者改了什么",
        max_length=LONGEST_NOTE,
        help_text="写了就在“更新”里列出；不写就不列",
    )
    note_is_minor = forms.BooleanField(label="小改动，不进订阅", required=False)


class DocumentForm(ReasonForm):
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


class PublishForm(ReasonForm):
    """When a draft is published: now, or at a minute to come."""

    publish_at = forms.SplitDateTimeField(
        label="发布时间", widget=AdminSplitDateTime, required=False, help_text="马上发布就留空"
    )
    headings = (("发布", ("publish_at", "reason", "note_for_readers", "note_is_minor")),)

    def clean_publish_at(self) -> Any:
        """Refuse a time that is over."""
        at = self.cleaned_data["publish_at"]
        if at is not None and at <= timezone.now():
            raise ValidationError("这个时间已经过了；马上发布请留空。")
        return at


class StoringForm(Protocol):
    """A form that stores what was typed as one change of an author."""

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: ValidationError) -> None: ...
    def save(self, *, author: User) -> Publishable: ...


def store(request: HttpRequest, form: StoringForm) -> HttpResponse | None:
    """Store a form that was sent off and lead to the readers' page; None while it has errors."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        row = form.save(author=staff_of(request))
    except ValidationError as error:
        add_errors(form, error)
        return None
    address = row.get_absolute_url()
    messages.success(request, format_html('已保存：<a href="{}">在网站上查看</a>', address))
    return redirect(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


def add_errors(form: Any, error: ValidationError) -> None:
    """Show what the models refuse beside the fields that have it, the rest above the form."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def show_wizard(
    request: HttpRequest, form: WizardForm, *, title: str, button: str, **context: Any
) -> HttpResponse:
    """Show a guided screen; with errors it answers 422 and keeps everything typed."""
    has_errors = form.is_bound and bool(form.errors)
    return TemplateResponse(
        request,
        "admin/wizards/form.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "form": form,
            "button": button,
            **context,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK,
    )
