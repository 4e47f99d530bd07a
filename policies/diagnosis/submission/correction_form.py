"""The 诊断表 of a submission once more: answers as stored, contacts left empty stay as they are."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from policies.diagnosis.form.circumstances import is_sme, is_title_valid
from policies.diagnosis.form.forms import CONTACT_NAMES, MULTI_NAMES, NONE_SUFFIX, DiagnosisForm
from policies.diagnosis.models import Submission
from policies.diagnosis.submission.masking import masked
from policies.models import Edition, SmeSizeLimit

# Chosen of a list, so shown as stored; of what was typed a mask is shown at most.
CHOSEN = ("figures_basis", "contact_preference")
MASKED = ("contact_name", "phone", "email", "wechat")


class CorrectionForm(DiagnosisForm):
    """What an enterprise may change of what it sent, without being shown its contact."""

    def __init__(self, data: QueryDict | None, submission: Submission, on: date) -> None:
        """Build the form; `data` is the POST, if there is one, `on` the day of the rules."""
        limits = list(SmeSizeLimit.objects.in_edition(Edition.on(on)))
        stored = _as_typed(submission, limits, on)
        super().__init__(data, period=submission.period, on=on, size_limits=limits, initial=stored)
        self.submission = submission
        for name in CONTACT_NAMES:
            if name not in CHOSEN and getattr(submission, name):
                kept = f"现在是{masked(submission, name)}，" if name in MASKED else "已填，"
                self.fields[name].help_text = f"{kept}留空不改。"

    @property
    def is_submission(self) -> bool:
        return True

    def contact(self) -> dict[str, str]:
        """Return the contact of a valid form, what was left empty as it is stored."""
        return {
            name: value if value or name in CHOSEN else getattr(self.submission, name)
            for name, value in super().contact().items()
        }

    def _require_contact(self) -> None:
        """Ask for nothing: what was sent before stands."""


def _as_typed(sent: Submission, limits: list[SmeSizeLimit], on: date) -> dict[str, Any]:
    """Return what was answered as fields take it, without what follows from the rest of it."""
    typed: dict[str, Any] = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in sent.answers.items()
    }
    for name in MULTI_NAMES:
        typed[name + NONE_SUFFIX] = typed.get(name) == []
    for name in (*CHOSEN, "title_year", "employees"):
        typed[name] = getattr(sent, name)
    typed["goal"] = sent.aim.goal
    if sent.industry in [limit.industry for limit in limits]:
        typed["industry"] = sent.industry
    if sent.title_year and is_title_valid(sent.title_year, on.year) is not None:
        typed["title_valid"] = ""
    employees = None if sent.employees is None else Decimal(sent.employees)
    revenue = typed.get("revenue_y1")
    if is_sme(limits, sent.industry, employees, revenue and Decimal(revenue)) is not None:
        typed["is_sme"] = ""
    return typed
