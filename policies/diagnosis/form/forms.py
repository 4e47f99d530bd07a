"""The one form of the 诊断表, for looking at the result and for submitting."""

from typing import Any

from django import forms

from policies.diagnosis.form.fields import (
    EmailAnswerField,
    PhoneField,
    UsccField,
    answer_field,
    single_choice,
)
from policies.diagnosis.form.numbers import number_doubts
from policies.diagnosis.form.stages import CONTACT_NAMES, HINTS, with_years
from policies.diagnosis.vocabulary import ContactPreference, FiguresBasis
from policies.models.rounds import AccountingPeriod
from policies.presentation.form_fields import PlainTextField
from policies.rules.answers import ANSWER_FIELDS, AnswerKind, Profile
from policies.vocabulary import ApplicationType
from policies.vocabulary.contact import email_doubt, phone_doubt

NONE_SUFFIX = "_none"
MULTI_NAMES = tuple(field.name for field in ANSWER_FIELDS if field.kind == AnswerKind.MULTI)
# Preselected, so that choosing nothing leaves an enterprise with a new application.
PRESELECTED = "application_type"


class DiagnosisForm(forms.Form):
    """Answers and, for a submission, the enterprise and its contact."""

    company_name = PlainTextField(label="企业名称", max_length=100)
    uscc = UsccField(label="统一社会信用代码", max_length=40)
    main_product = PlainTextField(label="主导产品", max_length=120)
    city = PlainTextField(label="所在城市", max_length=40)
    industry = PlainTextField(label="所属行业", max_length=60)
    figures_basis = single_choice(FiguresBasis, "上面的数字来自", unset="未说明")
    contact_name = PlainTextField(label="联系人", max_length=40)
    phone = PhoneField(label="电话", max_length=40)
    email = EmailAnswerField(label="邮箱")
    contact_preference = single_choice(ContactPreference, "希望怎样联系您", unset="未说明")
    message = PlainTextField(label="想对顾问说的话", max_length=1000, multiline=True)
    consent = forms.BooleanField(label="我已阅读并同意以上说明", required=False)

    def __init__(self, data: Any = None, *, period: AccountingPeriod) -> None:
        """Build the questions with the years of `period`; `data` is the POST, if there is one."""
        super().__init__(data, label_suffix="")
        self.period = period
        self.doubts: dict[str, str] = {}  # what to ask beside a field, by its name
        for name, tokens in (
            ("company_name", "organization"),
            ("city", "address-level2"),
            ("contact_name", "name"),
            ("phone", "tel"),
            ("email", "email"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = tokens
        for name in CONTACT_NAMES:
            self.fields[name].help_text = HINTS.get(name, "")
        for answer in ANSWER_FIELDS:
            label = with_years(answer.label, period)
            self.fields[answer.name] = answer_field(answer, label, HINTS.get(answer.name, ""))
        for name in MULTI_NAMES:
            self.fields[name + NONE_SUFFIX] = forms.BooleanField(
                label="以上都没有", required=False, widget=forms.CheckboxInput({"value": "true"})
            )

    @property
    def is_submission(self) -> bool:
        """Return whether the enterprise asks to be contacted rather than only for the result."""
        return self.data.get("action") == "submit"

    def refuse_second_submission(self, reference: str) -> None:
        """Say that this form was submitted before with other content."""
        self.add_error(
            None,
            f"这张表已经提交过，编号{reference}。内容改过了：再点一次“提交”，会作为新的一份送出；"
            "不想重复提交，请用编号联系我们更正。",
        )

    def profile(self) -> Profile:
        answers = {field.name: self.cleaned_data[field.name] for field in ANSWER_FIELDS}
        answers["application_type"] = answers["application_type"] or ApplicationType.NEW
        return Profile(**answers)

    def contact(self) -> dict[str, str]:
        """Return the enterprise and its contact of a valid form, by field name."""
        return {name: self.cleaned_data[name] or "" for name in CONTACT_NAMES}

    def clean(self) -> dict[str, Any]:
        """Join each multi-choice with its 以上都没有, then ask for what the action needs."""
        for name in MULTI_NAMES:
            self._join_multi_choice(name)
        self.doubts = number_doubts(self.cleaned_data, self.data) | self._contact_doubts()
        if self.is_submission:
            self._require_contact()
        elif not self.errors and not self._has_answers():
            self.add_error("current_title", "还没有填写任何一项；至少回答一项才能看结果。")
        return self.cleaned_data

    def _join_multi_choice(self, name: str) -> None:
        """Store None for unanswered, an empty set for 以上都没有, else the chosen codes."""
        chosen = frozenset(self.cleaned_data.get(name, ()))
        none_of_these = self.cleaned_data.pop(name + NONE_SUFFIX)
        if chosen and none_of_these:
            self.add_error(name, "已勾选具体项，又勾选了“以上都没有”，请只留一种。")
        elif name in self.cleaned_data:
            self.cleaned_data[name] = chosen if chosen or none_of_these else None

    def _contact_doubts(self) -> dict[str, str]:
        """Return the doubts about the contact; a submission waits until each has been seen once."""
        doubts = {
            "phone": phone_doubt(self.cleaned_data.get("phone", "")),
            "email": email_doubt(self.data.get("email", "")) if "email" not in self.errors else "",
        }
        seen = self.data.getlist("seen")  # type: ignore[attr-defined]
        for name in filter(doubts.get, doubts):
            if self.is_submission and self.data[name] not in seen:
                self.add_error(name, f"请再看一眼：{doubts[name]}没有写错就再提交一次。")
        return {name: doubt for name, doubt in doubts.items() if doubt}

    def _require_contact(self) -> None:
        required = {
            "company_name": "请填写企业名称。",
            "contact_name": "请填写联系人。",
            "consent": "请先阅读说明并勾选同意，再提交。",
        }
        for name, message in required.items():
            if name not in self.errors and not self.cleaned_data[name]:
                self.add_error(name, message)
        reachable = any(
            name in self.errors or self.cleaned_data[name] for name in ("phone", "email")
        )
        if not reachable:
            self.add_error("phone", "电话和邮箱至少填一项。")

    def _has_answers(self) -> bool:
        return any(
            self.cleaned_data[field.name] is not None
            for field in ANSWER_FIELDS
            if field.name != PRESELECTED
        )
