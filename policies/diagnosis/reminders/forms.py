"""What someone fills in who waits for a round."""

from typing import Any

from django import forms

from policies.diagnosis.form.fields import NOT_LISTED, EmailAnswerField
from policies.vocabulary import Province, TierCode

LISTED = {"invalid_choice": NOT_LISTED}
TIERS = [choice for choice in TierCode.choices() if choice[0] != TierCode.SINGLE_CHAMPION]


class ReminderForm(forms.Form):
    """For what, to which address, and the consent."""

    tier = forms.ChoiceField(
        label="等哪一级的通知",
        choices=[*reversed(TIERS)],
        error_messages=LISTED | {"required": "请选择等哪一级。"},
    )
    region = forms.ChoiceField(
        label="我在",
        choices=[("", "先不选"), *Province.choices()],
        required=False,
        help_text="选了省份，信里写上本省的主管部门。",
        error_messages=LISTED,
    )
    email = EmailAnswerField(label="邮箱")
    consent = forms.BooleanField(
        label="同意保存这个邮箱，用来请我确认、发一封通知",
        error_messages={"required": "请先勾选同意。"},
    )
    wants_contact = forms.BooleanField(
        label="也请顾问联系我（确认后把邮箱交给顾问）", required=False
    )
    website = forms.CharField(required=False)  # hidden; programs fill it in

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        """Build the form; `data` is the POST, `initial` what a link has chosen already."""
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        """Return the address in the one writing that is stored."""
        email = str(self.cleaned_data["email"])
        if not email or "," in email:
            raise forms.ValidationError("只填一个邮箱。" if email else "请填写邮箱。")
        return email.casefold()

    def clean(self) -> None:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError("还没有收到，请再点一次。")
