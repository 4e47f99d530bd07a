"""Outgoing mail, from EMAIL_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from xiaojuren_site import environment

SHAPE = (
    "EMAIL_URL must look like smtps://user%40126.com:code@smtp.126.com:465 or "
    "smtp+tls://user%40example.org:code@host:587, "
    "with special characters in the code percent-encoded (@ as %40, / as %2F)."
)


def email(data_dir: Path) -> dict[str, Any]:
    """Return Django's e-mail settings; without EMAIL_URL each message becomes a file.

    `smtps://` speaks TLS from the first byte, `smtp+tls://` starts it after the greeting; the
    envelope sender and From are the account, as the mail providers demand. Raises
    `ImproperlyConfigured` where the address cannot be read; its code is never shown.
    """
    url = environment.text("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "policies.diagnosis.delivery.eml_backend.EmlFileBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
            "DEFAULT_FROM_EMAIL": "xiaojuren@localhost",
        }
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(SHAPE) from None
    account, code = unquote(parts.username or ""), unquote(parts.password or "")
    beside = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("smtps", "smtp+tls") or not parts.hostname or not port or beside:
        raise ImproperlyConfigured(SHAPE)
    if not account or not code or not code.isascii():  # SMTP takes no other codes
        raise ImproperlyConfigured(SHAPE)
    return {
        "EMAIL_BACKEND": "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": account,
        "EMAIL_HOST_PASSWORD": code,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "DEFAULT_FROM_EMAIL": sender(account, parts.hostname),
    }


def sender(account: str, host: str) -> str:
    """Return the account's whole address; 126 and 163 let it log in by the bare name."""
    address = account if "@" in account else f"{account}@{host.removeprefix('smtp.')}"
    try:
        validate_email(address)
    except ValidationError:
        raise ImproperlyConfigured(SHAPE) from None
    return address
