"""The form in which a reader says what is wrong with a fact."""

import time

from django import forms
from django.core import signing

from policies.presentation.form_fields import PlainTextField

SALT = "policies.correction"
SHORTEST_SECONDS = 2  # nobody reads and writes faster; programs do
LONGEST_SECONDS = 86_400
ONCE_MORE = "还没有收到。请再点一次“提交”。"


def correction_token(about: str) -> str:
    return signing.dumps([about, time.time()], salt=SALT)


def is_credible(token: str, about: str) -> bool:
    try:
        fact, opened_at = signing.loads(token, salt=SALT, max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return False
    return bool(fact == about and time.time() - opened_at >= SHORTEST_SECONDS)


class CorrectionForm(forms.Form):
    """What a reader says; the other fields tell people from programs."""

    text = PlainTextField(
        label="哪里错了，应该是什么",
        max_length=500,
        multiline=True,
        required=True,
        widget=forms.Textarea({"rows": 6}),
        help_text="最多500字。有依据的话，写上文件名或网址。",
        error_messages={
            "required": "请写明哪里错了。",
            "max_length": "最多500字，现在是%(show_value)d字。",
        },
    )
    website = forms.CharField(required=False)  # hidden; programs fill it in
    token = forms.CharField(required=False)

    def __init__(self, about: str, data: object = None) -> None:
        """Prepare the form about a fact; `data` is the POST, if there is one."""
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        self.about = about

    @property
    def fresh_token(self) -> str:
        """Return the token for the form as it is shown now."""
        return correction_token(self.about)

    def clean(self) -> None:
        """Refuse what no person has typed."""
        token = self.cleaned_data.get("token", "")
        if self.cleaned_data.get("website") or not is_credible(token, self.about):
            raise forms.ValidationError(ONCE_MORE)
