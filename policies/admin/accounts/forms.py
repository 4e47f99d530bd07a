"""The forms of the sign-in, in the words of the desk."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from policies.admin.accounts.lockout import count_failure, is_locked
from policies.admin.accounts.second_factor import use_once


def reword(field: forms.Field, label: str, **attributes: Any) -> None:
    """Label a field, without the placeholder and help that allauth gives it."""
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["login"], "用户名", autofocus=True)
        reword(self.fields["password"], "密码")


class PasswordForm(PasswordAgainForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password"], "密码", autofocus=True)


class CodeMixin:
    """A code is asked for; wrong ones lock the account as wrong passwords do."""

    fields: dict[str, forms.Field]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not numeric alone: the dash that some apps show is taken too.
        reword(self.fields["code"], "验证码", inputmode="numeric", autofocus=True)

    def clean_code(self) -> str:
        """Check the code, unless the account is locked."""
        name = self.user.get_username()
        if is_locked(context.request, name):
            raise ValidationError("登录失败次数太多。")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            count_failure(context.request, name)
            raise
        return code


class OnceMixin(CodeMixin):
    """A code of an app or a recovery code, which opens the desk once."""

    authenticator: Any

    def clean_code(self) -> str:
        code = super().clean_code()
        if not use_once(self.authenticator, "".join(filter(str.isdigit, code))):
            raise ValidationError("这个验证码已经用过，请等手机上显示下一个。")
        return code


class CodeForm(OnceMixin, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class CodeAgainForm(OnceMixin, ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that matters."""


class FirstCodeForm(CodeMixin, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app, which shows that it knows the secret."""


class LengthValidator(MinimumLengthValidator):
    """Refuses a password that is too short."""

    def get_error_message(self) -> str:
        return f"密码太短了，至少要{self.min_length}个字符。"

    def get_help_text(self) -> str:
        return f"至少{self.min_length}个字符，可以是几个不相干的词。"
