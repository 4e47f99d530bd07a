"""The form fields of the 诊断表, built from the shared definitions of what may be answered."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from stdnum.cn import uscc

from policies.diagnosis.form.numbers import read_answer
from policies.models.rounds import AccountingPeriod
from policies.presentation.form_fields import FoldedTextField, PlainTextField, read_typed
from policies.rules.answers import AnswerKind, Question
from policies.vocabulary import Province, Vocabulary
from policies.vocabulary.contact import clean_wechat, email_addresses, read_email, read_phone
from policies.vocabulary.typed_text import visible

NOT_LISTED = "请从列出的选项中选择。"
USCC_SHAPE = re.compile(r"[0-9A-Z]{18}")


class NumberAnswerField(forms.Field):
    """A number as people type it, in the unit of its answer."""

    def __init__(self, answer: Question, **kwargs: Any) -> None:
        self.answer = answer
        mode = "numeric" if answer.kind == AnswerKind.INTEGER else "decimal"
        attrs = {"inputmode": mode}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = visible(value or "").strip()
        return read_typed(read_answer, text, self.answer) if text else None


class UsccField(FoldedTextField):
    """A 统一社会信用代码 with its check digit."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value))
        return re.sub(r"[ \-]", "", text).upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not (USCC_SHAPE.fullmatch(value) and uscc.is_valid(value)):
            raise ValidationError(
                "不是有效的统一社会信用代码：应为18位，请对照营业执照；也可以留空。"
            )


class PhoneField(PlainTextField):
    """One or more telephone numbers in any usual writing."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return read_typed(read_phone, text) if text else ""


class WechatField(PlainTextField):
    """A WeChat name, or the mobile number that finds it."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return read_typed(clean_wechat, text) if text else ""


class EmailAnswerField(forms.EmailField):
    """One or two e-mail addresses, joined as a mail header joins them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=254, **kwargs)
        self.error_messages["max_length"] = "邮箱太长。"
        self.error_messages["invalid"] = "邮箱格式不对，例如 name@example.com。"

    def to_python(self, value: Any) -> str:
        return read_typed(read_email, value or "")

    def run_validators(self, value: Any) -> None:
        if len(value) > (self.max_length or 0):
            raise ValidationError(self.error_messages["max_length"])
        for address in email_addresses(value):
            super().run_validators(address)


def single_choice(
    options: type[Vocabulary], label: str, *, unset: str = "不清楚", **kwargs: Any
) -> forms.Field:
    """Return a radio group over a vocabulary; `unset` labels the empty choice, "" leaves it out."""
    choices = [*options.choices(), *([("", unset)] if unset else [])]
    return forms.TypedChoiceField(
        choices=choices,
        coerce=options,
        empty_value=None,
        required=False,
        label=label,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_LISTED},
        **kwargs,
    )


def answer_field(question: Question, period: AccountingPeriod) -> forms.Field:
    """Return the form field of one question with the years of a period; it may be left out."""
    shared: dict[str, Any] = {
        "label": period.with_years(question.wording),
        "help_text": question.hint,
        "required": False,
    }
    messages = {"invalid_choice": NOT_LISTED, "invalid_list": NOT_LISTED}
    if question.kind == AnswerKind.FLAG:
        good, bad = ("false", "true") if question.is_negated else ("true", "false")
        return forms.TypedChoiceField(
            choices=[(good, "是"), (bad, "否"), ("", "不清楚")],
            coerce=lambda code: code == "true",
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages=messages,
            **shared,
        )
    if question.kind == AnswerKind.MULTI and question.options is not None:
        return forms.MultipleChoiceField(
            choices=question.options.choices(),
            widget=forms.CheckboxSelectMultiple,
            error_messages=messages,
            **shared,
        )
    if question.options is Province:
        return forms.TypedChoiceField(
            choices=[("", "先不选"), *Province.choices()],
            coerce=Province,
            empty_value=None,
            error_messages=messages,
            **shared,
        )
    if question.options is not None:
        return single_choice(question.options, shared["label"], help_text=question.hint)
    return NumberAnswerField(question, **shared)
