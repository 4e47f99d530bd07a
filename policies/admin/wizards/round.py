"""新批次: notice, windows, accounting years and state of a round on one screen."""

import secrets
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.admin.wizards.forms import DocumentForm, day_field, show_wizard, store
from policies.models import ApplicationRound, RoundWindow, Tier
from policies.models.history import change
from policies.models.updates import announce
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import Confidence, NoticeState, PublicationState, TrustState

WINDOWS = (1, 2, 3)
ROUND_FIELDS = (
    "tier",
    "application_year",
    "batch_name",
    "notice_state",
    "state_text",
    "last_accounting_year",
)
PART_OF_WINDOW = ("title", "opens_on", "closes_on")


class RoundForm(DocumentForm):
    """A batch of applications to a tier, with up to three windows."""

    tier = forms.ModelChoiceField(Tier.objects.all(), label="层级")
    application_year = forms.IntegerField(label="申报年度", min_value=2000, max_value=2100)
    batch_name = PlainTextField(
        label="批次名称", max_length=40, help_text="例如：第八批", required=True
    )
    notice_state = forms.ChoiceField(
        label="通知", choices=NoticeState.choices(), initial=NoticeState.ISSUED
    )
    state_text = PlainTextField(label="状态说明", max_length=120)
    last_accounting_year = forms.IntegerField(
        label="上年度（会计年度）",
        min_value=2000,
        max_value=2100,
        help_text="表单里“上年度”指的年份，例如2027年申报填2026",
    )
    headings: ClassVar[Any] = (
        (
            "批次",
            ("tier", "application_year", "batch_name", "last_accounting_year"),
        ),
        ("状态", ("notice_state", "state_text")),
        *(
            (f"时间节点{number}", tuple(f"window{number}_{part}" for part in PART_OF_WINDOW))
            for number in WINDOWS
        ),
        ("通知：已有的文件", ("document",)),
        ("或者新建文件", ("new_title", "new_number", "new_issuers", "new_issued_on", "new_url")),
        ("保存", ("reason", "note_for_readers", "note_is_minor")),
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
        for number in WINDOWS:
            title, opens, closes = self._window(cleaned, number)
            if title and not (opens or closes):
                self.add_error(f"window{number}_opens_on", "请填开始或截止日期。")
            if (opens or closes) and not title:
                self.add_error(f"window{number}_title", "请填这个时间是做什么的。")
            if opens and closes and closes < opens:
                self.add_error(f"window{number}_closes_on", "截止日期早于开始日期。")
        return cleaned

    def save(self, *, author: User) -> ApplicationRound:
        """Store the round with its windows, document and note; raise ValidationError."""
        cleaned = self.cleaned_data
        with change(author=author, reason=cleaned["reason"]):
            notice = self.save_document()
            row = self._expected_round() or ApplicationRound(
                code=f"{cleaned['tier'].code.replace('_', '-')}-{cleaned['application_year']}"
                f"-{secrets.token_hex(2)}"
            )
            for name in ROUND_FIELDS:
                setattr(row, name, cleaned[name])
            row.notice = row.source = notice
            row.state_checked_on = timezone.localdate()
            row.publication, row.publish_at = PublicationState.PUBLISHED, None
            row.full_clean()
            row.save()
            for number in WINDOWS:
                title, opens, closes = self._window(cleaned, number)
                if title:
                    window = RoundWindow(
                        round=row,
                        position=number,
                        title=title,
                        opens_on=opens,
                        closes_on=closes,
                        source=notice,
                    )
                    window.full_clean()
                    window.save()
            if cleaned["note_for_readers"]:
                announce(row, title=cleaned["note_for_readers"], is_minor=cleaned["note_is_minor"])
        return row

    def _expected_round(self) -> ApplicationRound | None:
        """Return the expected round that this one takes over, without its windows and its trust."""
        of_year = {name: self.cleaned_data[name] for name in ("tier", "application_year")}
        expected = ApplicationRound.objects.filter(notice_state=NoticeState.EXPECTED, **of_year)
        row = expected.exclude(publication=PublicationState.WITHDRAWN).first()
        if row is not None:
            row.windows.all().delete()
            row.trust_state, row.confidence = TrustState.RETOLD, Confidence.MEDIUM
            row.checked_on = row.checked_by = row.review_by = None
        return row

    @staticmethod
    def _window(cleaned: dict[str, Any], number: int) -> tuple[Any, Any, Any]:
        title, opens, closes = (cleaned.get(f"window{number}_{part}") for part in PART_OF_WINDOW)
        return title, opens, closes


@permission_required("policies.add_applicationround", raise_exception=True)
def add_round(request: HttpRequest) -> HttpResponse:
    """Ask for a round; store it and lead to its page."""
    form = RoundForm(request.POST or None)
    if stored := store(request, form):
        return stored
    return show_wizard(request, form, title="新批次", button="发布")
