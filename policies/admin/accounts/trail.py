"""Sign-ins leave a record, beside those that the desk keeps of changed accounts and groups."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver
from django.http import HttpRequest

from policies.diagnosis.throttling.client_address import client_address


@receiver(user_logged_in)
def record_sign_in(sender: Any, request: HttpRequest, user: User, **details: Any) -> None:
    """Note that someone has signed in, second factor included, and from where."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=CHANGE,
        change_message=f"登录，来自{client_address(request) or '未知地址'}",
    )
