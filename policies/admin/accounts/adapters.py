"""What allauth is told about this site: its words, its QR code, nobody signs up, no mail."""

import time
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

MESSAGES = {
    "mfa/messages/totp_activated.txt": "两步验证已设置好。",
    "mfa/messages/totp_deactivated.txt": "两步验证已停用。",
}


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator in the desk."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或密码不对。",
        "incorrect_password": "密码不对。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nobody twice who has just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] >= REAUTHENTICATION_TIMEOUT

    def add_message(
        self, request: Any, level: int, message_template: Any = None, *args: Any, **options: Any
    ) -> None:
        """Say what cannot be seen; that someone is signed in, the page shows."""
        if message := MESSAGES.get(message_template):
            messages.add_message(request, level, message)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are codes of an app on the telephone."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对，或者已经过期。请填手机上现在显示的6位数字。",
    }

    def get_totp_label(self, user: Any) -> str:
        name: str = user.get_username()
        return name

    def build_totp_svg(self, url: str) -> SafeString:
        image = qrcode.make(url, image_factory=SvgPathImage)
        drawing: str = image.to_string(encoding="unicode")
        return mark_safe(drawing)  # noqa: S308 - a path alone, no text
