"""The people of the desk: who asks, and how they are named."""

from typing import cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

ADVISERS_GROUP = "顾问"
WITHOUT_ADVISER = "未分配"
ACCOUNT_GONE = "账号已删除"


def staff_of(request: HttpRequest) -> User:
    """Return who asks; the admin lets nobody without an account come this far."""
    return cast("User", request.user)


def account_name(account: User) -> str:
    """Return the name of a member of staff, the family name first; the account's without one."""
    return f"{account.last_name}{account.first_name}" or account.username


def advisers() -> QuerySet[User]:
    """Return the staff who can be given a case, by name."""
    staff = User.objects.filter(groups__name=ADVISERS_GROUP, is_active=True, is_staff=True)
    return staff.order_by("last_name", "first_name", "username")


def name_of(user: User | None, absent: str = WITHOUT_ADVISER) -> str:
    """Return the name of a member of staff, the family name first; the account's without one.

    `absent` is what to say where there is nobody.
    """
    if user is None:
        return absent
    return account_name(user)
