"""The people of the desk: who may take a case, and how they are named."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from policies.staff import account_name

ADVISERS_GROUP = "顾问"
WITHOUT_ADVISER = "未分配"
ACCOUNT_GONE = "账号已删除"


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
