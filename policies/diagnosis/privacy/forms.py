"""What someone fills in who wants a submission deleted."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.diagnosis.form.fields import EmailAnswerField, PhoneField
from policies.diagnosis.references import ALPHABET, LENGTH
from policies.presentation.form_fields import FoldedTextField

REFERENCE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
CONTACT_LENGTH = 254
LATIN = re.compile("[A-Za-z]")


class ReferenceField(FoldedTextField):
    """The reference of a receipt, in whatever groups and case it is typed."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"[ \-]", "", super().to_python(value)).upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            raise ValidationError("请填写编号。")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if not REFERENCE.fullmatch(value):
            raise ValidationError(f"编号是{LENGTH}位字母和数字，例如 K7M2QX4P，请对照回执。")


class ContactField(FoldedTextField):
    """A telephone number, an e-mail address or a 微信号, in any writing that the 诊断表 takes."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            raise ValidationError("请填写电话、邮箱或微信号。")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if "@" in value:
            EmailAnswerField().clean(value)
        elif not LATIN.match(value):  # else a 微信号
            PhoneField(max_length=CONTACT_LENGTH).clean(value)


class DeletionForm(forms.Form):
    """The reference, and a contact that only its sender knows with it."""

    reference = ReferenceField(
        label="编号", max_length=20, help_text=f"回执上的{LENGTH}位编号，例如 K7M2QX4P。"
    )
    contact = ContactField(
        label="电话、邮箱或微信号",
        max_length=CONTACT_LENGTH,
        help_text="提交诊断表时填的，填一个即可。",
    )

    def __init__(self, data: Any = None) -> None:
        """Build the form; `data` is the POST, if there is one."""
        super().__init__(data, label_suffix="")
        self.fields["reference"].widget.attrs["autocomplete"] = "off"
