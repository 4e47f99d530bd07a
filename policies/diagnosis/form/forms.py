"""The one form of the 诊断表, for looking at the result and for submitting."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils import timezone

from policies.diagnosis.form.answer_sheet import FIRST_STEP
from policies.diagnosis.form.circumstances import TITLE_YEARS, is_sme, is_title_valid
from policies.diagnosis.form.fields import (
    EmailAnswerField,
    NumberAnswerField,
    PhoneField,
    UsccField,
    WechatField,
    answer_field,
    single_choice,
)
from policies.diagnosis.form.numbers import number_doubts
from policies.diagnosis.goals import REVIEWED, Aim, aim_of, likely_goal
from policies.diagnosis.vocabulary import ContactPreference, FiguresBasis, Goal
from policies.models import ApplicationRound, Edition, SmeSizeLimit
from policies.models.rounds import AccountingPeriod
from policies.presentation.form_fields import PlainTextField
from policies.rules.answers import QUESTIONS, QUESTIONS_BY_NAME, AnswerKind, Profile, Question
from policies.vocabulary import ApplicationType, CurrentTitle
from policies.vocabulary.contact import email_doubt, phone_doubt

NONE_SUFFIX = "_none"
MULTI_NAMES = tuple(question.name for question in QUESTIONS if question.kind == AnswerKind.MULTI)
YEARS_LISTED = 8
# What a submission stores beside the answers: the enterprise and its contact.
FIRST_OF_CONTACT = ("company_name", "contact_name", "phone", "email", "wechat", "message")
MORE_OF_CONTACT = ("main_product", "city", "uscc", "figures_basis", "contact_preference")
CONTACT_NAMES = (*FIRST_OF_CONTACT, *MORE_OF_CONTACT, "industry")
# What a page leaves behind that carries the answers on, and that a result is kept without.
TICKED = ("kept_for_round", "consent")
NOT_CARRIED = {
    *CONTACT_NAMES, *TICKED, "seen", "action", "token", "csrfmiddlewaretoken",
} - {"industry"}  # fmt: skip
WAYS = ("phone", "email", "wechat")
EMPLOYEES = Question(name="employees", label="上年末从业人员（人）", kind=AnswerKind.INTEGER)


class DiagnosisForm(forms.Form):
    """Answers and, for a submission, the enterprise and its contact."""

    goal = single_choice(Goal, "我想", unset="")
    title_year = forms.TypedChoiceField(
        label="称号是哪一年认定的",
        help_text="看证书或公告；复核过的，选最近一次复核的那一年。",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "请从列出的年份中选择。"},
    )
    employees = NumberAnswerField(EMPLOYEES, label=EMPLOYEES.label, required=False)
    industry = PlainTextField(label="所属行业", max_length=60)
    company_name = PlainTextField(label="企业名称", max_length=100)
    uscc = UsccField(label="统一社会信用代码", max_length=40, help_text="选填，18位。")
    main_product = PlainTextField(label="主导产品", max_length=120, help_text="选填。")
    city = PlainTextField(label="所在城市", max_length=40, help_text="选填，例如 襄阳。")
    figures_basis = single_choice(FiguresBasis, "数字来自", unset="未说明")
    contact_name = PlainTextField(label="联系人", max_length=40)
    phone = PhoneField(label="电话", max_length=40, help_text="电话、邮箱、微信填一项就行。")
    email = EmailAnswerField(label="邮箱")
    wechat = WechatField(label="微信号", max_length=40)
    contact_preference = single_choice(ContactPreference, "希望怎样联系您", unset="未说明")
    message = PlainTextField(label="想说的话", max_length=1000, multiline=True)
    kept_for_round = forms.BooleanField(required=False)
    consent = forms.BooleanField(label="同意与我联系", required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        period: AccountingPeriod,
        on: date,
        size_limits: Iterable[SmeSizeLimit] = (),
        **kwargs: Any,
    ) -> None:
        """Build the questions with the years of `period`; `data` is the POST, if there is one.

        `on` decides whether a title is in force, `size_limits` whether an enterprise is an SME.
        """
        super().__init__(data, label_suffix="", **kwargs)
        self.period, self.on, self.size_limits = period, on, tuple(size_limits)
        self.doubts: dict[str, str] = {}  # what to ask beside a field, by its name
        for name, tokens in (
            ("company_name", "organization"),
            ("city", "address-level2"),
            ("contact_name", "name"),
            ("phone", "tel"),
            ("email", "email"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = tokens
        earliest = on.year - YEARS_LISTED + 1
        years = [(year, f"{year}年") for year in range(on.year, earliest, -1)]
        years_field: Any = self.fields["title_year"]
        years_field.choices = [
            ("", "不清楚"), *years, (earliest, f"{earliest}年或更早"),
        ]  # fmt: skip
        self.fields["employees"].label = period.with_years(EMPLOYEES.label)
        industries = [row.industry for row in self.size_limits]
        if (typed := self["industry"].value()) and typed not in industries:
            industries.append(typed)
        choices = [("", "不清楚"), *((industry, industry) for industry in industries)]
        self.fields["industry"].widget = forms.Select(choices=choices)
        for question in QUESTIONS:
            self.fields[question.name] = answer_field(question, period)
        self.fields[
            "title_valid"
        ].help_text = f"只有{on.year - TITLE_YEARS}年认定的要答：证书或公告上的到期日还没过。"
        for name in MULTI_NAMES:
            self.fields[name + NONE_SUFFIX] = forms.BooleanField(
                label="以上都没有", required=False, widget=forms.CheckboxInput({"value": "true"})
            )

    @classmethod
    def of_today(cls, typed: QueryDict | None, **kwargs: Any) -> Self:
        """Return the form of today, or of the period that a posted page asked for."""
        today = timezone.localdate()
        period = ApplicationRound.objects.period_on(today)
        if typed and (asked := AccountingPeriod.from_text(typed.get("period", ""), today)):
            period = asked
        limits = SmeSizeLimit.objects.in_edition(Edition.on(today))
        return cls(typed, period=period, on=today, size_limits=limits, **kwargs)

    @property
    def is_submission(self) -> bool:
        """Return whether the enterprise asks to be contacted rather than only for the result."""
        return self.data.get("action") == "submit"

    def refuse_second_submission(self, reference: str) -> None:
        """Say that this form was submitted before with other content."""
        self.add_error(
            None,
            f"这张表已经提交过，编号{reference}。内容改过了：再点一次“发给顾问”，会作为新的一份送出；"
            "不想重复提交，请用编号联系我们更正。",
        )

    @property
    def aim(self) -> Aim:
        """What a valid form asks to decide; without a goal, what its title suggests."""
        title = self.cleaned_data["current_title"]
        goal = self.cleaned_data["goal"]
        if goal is None and self.cleaned_data["application_type"] == ApplicationType.REVIEW:
            goal = Goal.REVIEW
        return aim_of(title or CurrentTitle.NONE, goal or likely_goal(title))

    @property
    def aim_as_typed(self) -> Aim:
        """The aim of a form that may hold errors, or was not posted yet."""
        title, goal = (self[name].value() or "" for name in ("current_title", "goal"))
        known = CurrentTitle(title) if title in CurrentTitle.codes() else None
        wanted = Goal(goal) if goal in Goal.codes() else likely_goal(known)
        return aim_of(known or CurrentTitle.NONE, wanted)

    def profile(self) -> Profile:
        answers = {question.name: self.cleaned_data[question.name] for question in QUESTIONS}
        answers["application_type"] = self.aim.application_type
        year, title = self.cleaned_data["title_year"], answers["current_title"]
        if year and title in REVIEWED and answers["title_valid"] is None:
            answers["title_valid"] = is_title_valid(year, self.on.year)
        if answers["is_sme"] is None:
            answers["is_sme"] = is_sme(
                self.size_limits,
                self.cleaned_data["industry"],
                self.cleaned_data["employees"],
                answers["revenue_y1"],
            )
        return Profile(**answers)

    def contact(self) -> dict[str, str]:
        """Return the enterprise and its contact of a valid form, by field name."""
        return {name: self.cleaned_data[name] or "" for name in CONTACT_NAMES}

    def circumstances(self) -> dict[str, Any]:
        """Return what a submission stores beside answers and contact, by field name."""
        return {
            "goal": self.aim.goal,
            "title_year": self.cleaned_data["title_year"],
            "employees": self.cleaned_data["employees"],
            "kept_for_round": self.aim.goal == Goal.KEY and self.cleaned_data["kept_for_round"],
        }

    def beside_answers(self) -> list[tuple[str, str]]:
        """Return what was answered beside the questions of the rules: label and text."""
        year, employees = self.cleaned_data["title_year"], self.cleaned_data["employees"]
        told = {
            "title_year": f"{year}年" if year else "",
            "industry": self.cleaned_data["industry"],
            "employees": "" if employees is None else f"{employees}人",
        }
        return [(str(self.fields[name].label), text) for name, text in told.items() if text]

    def typed_answers(self) -> list[tuple[str, str]]:
        """Return all that was typed but the contact, as a page carries it to its next post."""
        if not self.is_bound:
            return list(self.initial.items())
        typed: Any = self.data
        return [
            (name, value)
            for name, values in typed.lists()
            if name in {*self.fields, "period"} - NOT_CARRIED
            for value in values
        ]

    def left_over(self, shown: Collection[str]) -> list[str]:
        """Return the answers that were typed though they are not among those shown."""
        beside = {*shown, *CONTACT_NAMES, *TICKED, *(name + NONE_SUFFIX for name in MULTI_NAMES)}
        return [name for name in self.fields if name not in beside and self[name].data]

    def clean(self) -> dict[str, Any]:
        """Join each multi-choice with its 以上都没有, then ask for what the action needs."""
        for name in MULTI_NAMES:
            self._join_multi_choice(name)
        self.doubts = number_doubts(self.cleaned_data, self.data) | self._contact_doubts()
        self.doubts |= self._title_doubt()
        if self.is_submission:
            self._require_contact()
        elif not self.errors and not self.has_answers:
            self.add_error(None, "还没有填写任何一项；至少回答一项才能看结果。")
        return self.cleaned_data

    def _join_multi_choice(self, name: str) -> None:
        """Store None for unanswered, an empty set for 以上都没有, else the chosen codes."""
        chosen = frozenset(self.cleaned_data.get(name, ()))
        none_of_these = self.cleaned_data.pop(name + NONE_SUFFIX)
        if chosen and none_of_these:
            self.add_error(name, "已勾选具体项，又勾选了“以上都没有”，请只留一种。")
        elif name in self.cleaned_data:
            self.cleaned_data[name] = chosen if chosen or none_of_these else None

    def _title_doubt(self) -> dict[str, str]:
        """Ask where the year of a title and what was answered of its validity do not agree."""
        year, answered = self.cleaned_data.get("title_year"), self.cleaned_data.get("title_valid")
        expected = is_title_valid(year, self.on.year) if year else None
        if answered is None or expected in (None, answered):
            return {}
        state = "还在有效期内" if expected else "已过有效期"
        return {
            "title_valid": f"{year}年认定的，按{TITLE_YEARS}年算{state}；证书上写的不是这样吗？"
        }

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

    def _require(self, messages: Mapping[str, str]) -> None:
        for name, message in messages.items():
            if name not in self.errors and not self.cleaned_data[name]:
                self.add_error(name, message)

    def _require_contact(self) -> None:
        self._require(
            {
                "company_name": "请填写企业名称。",
                "contact_name": "请填写联系人。",
                "consent": "请先阅读说明并勾选同意，再发给顾问。",
            }
        )
        if not any(name in self.errors or self.cleaned_data[name] for name in WAYS):
            self.add_error("phone", "电话、邮箱、微信至少填一项。")

    @property
    def has_answers(self) -> bool:
        """Whether anything was answered that says more than the first step."""
        names = {"title_year", "employees", "industry", *QUESTIONS_BY_NAME} - FIRST_STEP
        return any(self.cleaned_data.get(name) not in (None, "") for name in names)
