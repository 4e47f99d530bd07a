"""The people of the desk: who asks, and how they are named."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def staff_of(request: HttpRequest) -> User:
    """Return who asks; the admin lets nobody without an account come this far."""
    return cast("User", request.user)


def account_name(account: User) -> str:
    """Return the name of a member of staff, the family name first; the account's without one."""
    return f"{account.last_name}{account.first_name}" or account.username
