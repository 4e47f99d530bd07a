"""新批次: notice, windows, accounting years and state of a round on one screen."""

import secrets
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from policies.admin.wizards.forms import NEW_DOCUMENT, SAVING, DocumentForm, day_field
from policies.models import ApplicationRound, RoundWindow, Tier
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import Confidence, NoticeState, PublicationState, TrustState

WINDOWS = (1, 2, 3)
ROUND_FIELDS = (
    "tier", "application_year", "batch_name", "notice_state", "state_text", "last_accounting_year",
)  # fmt: skip
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

    def save(self) -> ApplicationRound:
        """Store the round with its windows and document; raise ValidationError."""
        cleaned = self.cleaned_data
        notice = self.save_document()
        tier, year = cleaned["tier"].code.replace("_", "-"), cleaned["application_year"]
        code = f"{tier}-{year}-{secrets.token_hex(2)}"
        row = self._expected_round() or ApplicationRound(code=code)
        for name in ROUND_FIELDS:
            setattr(row, name, cleaned[name])
        row.notice = row.source = notice
        row.state_checked_on = timezone.localdate()
        row.publication, row.publish_at = PublicationState.PUBLISHED, None
        row.full_clean()
        row.save()
        for number, title, opens, closes in self._windows(cleaned):
            if title:
                window = RoundWindow(round=row, position=number, title=title, source=notice)
                window.opens_on, window.closes_on = opens, closes
                window.full_clean()
                window.save()
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
    def _windows(cleaned: dict[str, Any]) -> Iterator[tuple[int, Any, Any, Any]]:
        """Yield the number, title, opening and closing of each window."""
        for number in WINDOWS:
            title, opens, closes = (cleaned.get(f"window{number}_{p}") for p in PART_OF_WINDOW)
            yield number, title, opens, closes
