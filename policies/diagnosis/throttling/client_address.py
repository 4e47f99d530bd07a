"""Whose request it is: the address of a visitor, as the trusted proxies tell it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_SITE = 64  # bits; a household or an office has all addresses that share them


def client_address(request: HttpRequest) -> str | None:
    """Return the nearest address that is no trusted proxy; None where the server knows none.

    X-Forwarded-For is read from its end, and only as far as trusted proxies have written it.
    """
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while address and is_trusted(address) and forwarded:
        if (before := parsed(forwarded.pop())) is None:
            break
        address = before
    return str(address) if address else None


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, or None where the text is none."""
    try:
        return ip_address(text.strip())
    except ValueError:
        return None


def is_trusted(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is a trusted proxy's; `*` trusts the scheme alone."""
    networks = (ip_network(name, strict=False) for name in settings.TRUSTED_PROXIES if name != "*")
    return any(address in network for network in networks)
