"""Too many failures lock an account for an address; nothing else about the browser is kept."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from policies.diagnosis.throttling.client_address import IPV6_SITE, client_address


def sender_address(request: HttpRequest) -> str | None:
    """Return the address that failures count for: of IPv6 the /64, which one visitor has whole."""
    known = client_address(request)
    address = ip_address(known) if known else None
    if not isinstance(address, IPv6Address):
        return known
    site = ip_network((int(address), IPV6_SITE), strict=False)
    return str(address.ipv4_mapped or site.network_address)


class FrugalHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures by account and address."""

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any
    ) -> None:
        request.axes_user_agent = request.axes_http_accept = request.axes_path_info = ""
        super().user_login_failed(sender, credentials, request, **kwargs)


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code as a wrong password is counted."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request)


def is_locked(request: HttpRequest, username: str) -> bool:
    """Return whether an account is locked for whoever asks; the answer then says so."""
    locked = not AxesProxyHandler.is_allowed(request, {"username": username})
    if locked:
        request.axes_locked_out = True  # type: ignore[attr-defined]  # its middleware answers
    return locked


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Answer a locked sign-in, the same whether or not there is such an account."""
    minutes = settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)


def locks() -> Any:
    """Return the accounts that are locked now, with the addresses that they are locked for."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    )


def locked_until(username: str) -> datetime | None:
    """Return when the last lock of an account ends; None where there is none."""
    last = locks().filter(username=username).order_by("attempt_time").last()
    return last.attempt_time + settings.AXES_COOLOFF_TIME if last else None


def lift_locks(username: str) -> bool:
    """Forget the failures of an account; return whether there were any."""
    return bool(AccessAttempt.objects.filter(username=username).delete()[0])
