"""What the wizards ask for: a document, a reason and a note, and what a top-up or a round is."""

import secrets
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies import models, vocabulary
from policies.admin.editing.forms import NOTE_FIELDS, NoteForm
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary.formats import YUAN_PER_WAN

NEW_DOCUMENT = ("new_title", "new_number", "new_issuers", "new_issued_on", "new_url")
SAVING = ("reason", *NOTE_FIELDS)
DOCUMENT_PARTS = (("已有的依据文件", ("document",)), ("或者新建文件", NEW_DOCUMENT))
TOP_UP_FIELDS = (
    "region", "tier", "kind", "title", "frequency", "conditions", "validity", "valid_until",
)  # fmt: skip
ROUND_FIELDS = (
    "tier", "application_year", "batch_name", "notice_state", "state_text", "last_accounting_year",
)  # fmt: skip
WINDOWS = (1, 2, 3)
PART_OF_WINDOW = ("title", "opens_on", "closes_on")


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day, with the admin's calendar."""
    return forms.DateField(label=label, widget=AdminDateWidget, **options)


def year_field(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, help_text=help_text)


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
        models.SourceDocument.objects.order_by("-issued_on", "key"),
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

    def save_document(self) -> models.SourceDocument:
        """Return the chosen document, or store the new one with its link."""
        cleaned = self.cleaned_data
        if cleaned["document"] is not None:
            chosen: models.SourceDocument = cleaned["document"]
            return chosen
        document = models.SourceDocument.objects.create(
            key=f"doc-{timezone.localdate():%Y%m%d}-{secrets.token_hex(3)}",
            kind=vocabulary.SourceKind.DOCUMENT,
            title=cleaned["new_title"],
            document_number=cleaned["new_number"],
            issuers=cleaned["new_issuers"],
            issued_on=cleaned["new_issued_on"],
        )
        if cleaned["new_url"]:
            models.SourceLink.objects.create(document=document, url=cleaned["new_url"])
        return document


class TopUpForm(DocumentForm):
    """What a region gives, to whom, and the document that says so."""

    region = forms.ModelChoiceField(models.Region.objects.order_by("code"), label="地区")
    tier = forms.ModelChoiceField(
        models.Tier.objects.all(),
        label="奖励哪个层级",
        required=False,
        help_text="文件没有说明就不选",
    )
    kind = forms.ChoiceField(label="种类", choices=vocabulary.TopUpKind.choices())
    title = PlainTextField(
        label="内容", max_length=200, help_text="例如：首次认定奖励", required=True
    )
    amount = forms.DecimalField(
        label="最高金额（万元）",
        min_value=0,
        max_digits=10,
        decimal_places=6,
        required=False,
        help_text="文件没有写明数额就留空",
    )
    amount_is_fixed = forms.BooleanField(label="是定额，不是上限", required=False)
    conditions = PlainTextField(label="条件", max_length=300)
    frequency = forms.ChoiceField(
        label="怎样发",
        choices=[("", "文件没有说"), *vocabulary.TopUpFrequency.choices()],
        required=False,
    )
    validity = forms.ChoiceField(
        label="效力", choices=vocabulary.Validity.choices(), initial=vocabulary.Validity.CURRENT
    )
    valid_until = day_field("有效期止", required=False)
    headings = (
        ("奖励", (*TOP_UP_FIELDS[:4], "amount", "amount_is_fixed", "frequency", "conditions")),
        ("有效期", ("validity", "valid_until")),
        *DOCUMENT_PARTS,
        ("保存", SAVING),
    )

    def save(self) -> models.RegionalTopUp:
        """Store the top-up with its document; raise ValidationError."""
        cleaned = self.cleaned_data
        amount: Decimal | None = cleaned["amount"]
        yuan = None if amount is None else amount * YUAN_PER_WAN
        top_up = models.RegionalTopUp(
            code=f"{cleaned['region'].slug}-{secrets.token_hex(4)}",
            amount_max=yuan,
            amount_min=yuan if cleaned["amount_is_fixed"] else None,
            source=self.save_document(),
            **{name: cleaned[name] for name in TOP_UP_FIELDS},
        )
        top_up.full_clean()
        top_up.save()
        return top_up


class RoundForm(DocumentForm):
    """A batch of applications to a tier, with up to three windows."""

    tier = forms.ModelChoiceField(models.Tier.objects.all(), label="层级")
    application_year = year_field("申报年度")
    batch_name = PlainTextField(
        label="批次名称", max_length=40, help_text="例如：第八批", required=True
    )
    notice_state = forms.ChoiceField(
        label="通知",
        choices=vocabulary.NoticeState.choices(),
        initial=vocabulary.NoticeState.ISSUED,
    )
    state_text = PlainTextField(label="状态说明", max_length=120)
    last_accounting_year = year_field(
        "上年度（会计年度）", "表单里“上年度”指的年份，例如2027年申报填2026"
    )
    headings: ClassVar[Any] = (
        ("批次", ("tier", "application_year", "batch_name", "last_accounting_year")),
        ("状态", ("notice_state", "state_text")),
        *(
            (f"时间节点{number}", tuple(f"window{number}_{part}" for part in PART_OF_WINDOW))
            for number in WINDOWS
        ),
        ("通知：已有的文件", ("document",)),
        ("或者新建文件", NEW_DOCUMENT),
        ("保存", SAVING),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in WINDOWS:
            self.fields[f"window{number}_title"] = PlainTextField(
                label="事项", max_length=120, help_text="例如：企业填报"
            )
            self.fields[f"window{number}_opens_on"] = day_field("开始", required=False)
            self.fields[f"window{number}_closes_on"] = day_field("截止", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a window without a title or a date, and one that closes before it opens."""
        cleaned = super().clean()
        for number, title, opens, closes in self._windows(cleaned):
            if title and not (opens or closes):
                self.add_error(f"window{number}_opens_on", "请填开始或截止日期。")
            if (opens or closes) and not title:
                self.add_error(f"window{number}_title", "请填这个时间是做什么的。")
            if opens and closes and closes < opens:
                self.add_error(f"window{number}_closes_on", "截止日期早于开始日期。")
        return cleaned

    def save(self) -> models.ApplicationRound:
        """Store the round with its windows and document; raise ValidationError."""
        cleaned = self.cleaned_data
        notice = self.save_document()
        tier, year = cleaned["tier"].code.replace("_", "-"), cleaned["application_year"]
        code = f"{tier}-{year}-{secrets.token_hex(2)}"
        row = self._expected_round() or models.ApplicationRound(code=code)
        for name in ROUND_FIELDS:
            setattr(row, name, cleaned[name])
        row.notice = row.source = notice
        row.state_checked_on = timezone.localdate()
        row.publication, row.publish_at = vocabulary.PublicationState.PUBLISHED, None
        row.full_clean()
        row.save()
        for number, title, opens, closes in self._windows(cleaned):
            if title:
                window = models.RoundWindow(round=row, position=number, title=title, source=notice)
                window.opens_on, window.closes_on = opens, closes
                window.full_clean()
                window.save()
        return row

    def _expected_round(self) -> models.ApplicationRound | None:
        """Return the expected round that this one takes over, without its windows and its trust."""
        of_year = {name: self.cleaned_data[name] for name in ("tier", "application_year")}
        expected = models.ApplicationRound.objects.filter(
            notice_state=vocabulary.NoticeState.EXPECTED, **of_year
        )
        row = expected.exclude(publication=vocabulary.PublicationState.WITHDRAWN).first()
        if row is not None:
            row.windows.all().delete()
            row.trust_state, row.confidence = (
                vocabulary.TrustState.RETOLD,
                vocabulary.Confidence.MEDIUM,
            )
            row.checked_on = row.checked_by = row.review_by = None
        return row

    @staticmethod
    def _windows(cleaned: dict[str, Any]) -> Iterator[tuple[int, Any, Any, Any]]:
        """Yield the number, title, opening and closing of each window."""
        for number in WINDOWS:
            title, opens, closes = (cleaned.get(f"window{number}_{p}") for p in PART_OF_WINDOW)
            yield number, title, opens, closes


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
