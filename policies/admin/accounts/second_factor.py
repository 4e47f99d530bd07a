"""The second factor of an account: whether it is there, whether it has to be, and its end."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

VALID_AT_ONCE = 1 + 2 * settings.MFA_TOTP_TOLERANCE  # codes of an app at a moment


def has_second_factor(user: User) -> bool:
    apps = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(apps.exists())


def lacks_second_factor(user: User) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and not has_second_factor(user)


def reset_second_factor(user: User) -> bool:
    """Delete the second factor with its recovery codes; return whether there was one."""
    return bool(Authenticator.objects.filter(user=user).delete()[0])


@transaction.atomic
def use_once(authenticator: Authenticator, code: str) -> bool:
    """Note that a code is used; return whether it was not, which allauth asks one process only."""
    stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    used = stored.data.get("used", [])
    if code in used:
        return False
    stored.data["used"] = [*used, code][-VALID_AT_ONCE:]
    stored.save(update_fields=["data"])
    return True
