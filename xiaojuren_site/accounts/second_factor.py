"""The second factor of an account: whether it is there, whether it has to be, and its end."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User


def has_second_factor(user: User) -> bool:
    """Return whether a code is asked for after the password."""
    apps = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(apps.exists())


def lacks_second_factor(user: User) -> bool:
    """Return whether someone has to set up a second factor before anything else."""
    return settings.REQUIRE_SECOND_FACTOR and not has_second_factor(user)


def reset_second_factor(user: User) -> bool:
    """Delete the second factor with its recovery codes; return whether there was one."""
    return bool(Authenticator.objects.filter(user=user).delete()[0])
