"""The configuration that comes from the environment, read strictly.

Every reader raises `ImproperlyConfigured` with one line that says what to set and shows no secret.
"""

import contextlib
import os
import re
import secrets
import tempfile
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off")
# With a digit, which no public address has in its first part.
UNGUESSED_PATH = re.compile(r"(?=.*[0-9])[a-z0-9-]{8,60}")
DEFAULT_PORTS = {"http": 80, "https": 443}


def text(name: str, default: str = "") -> str:
    """Return the variable, or `default` where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return a yes-or-no variable, or `default` where it is missing or empty."""
    word = text(name, "on" if default else "off").lower()
    if word not in TRUE_WORDS + FALSE_WORDS:
        raise ImproperlyConfigured(f"{name} must be on or off, not {word!r}.")
    return word in TRUE_WORDS


def number(name: str, default: int, lowest: int, highest: int) -> int:
    word = text(name, str(default))
    if not word.isascii() or not word.isdigit() or not lowest <= int(word[:20]) <= highest:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {lowest} to {highest}, not {word!r}."
        )
    return int(word)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """Return a comma-separated list of addresses or networks; `*` stands for all."""
    found = words(name)
    for word in found:
        try:
            if word != "*":
                ip_network(word, strict=False)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name}: {word!r} is neither an address nor a network like 10.0.0.0/8."
            ) from None
    return found


def addresses(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list of e-mail addresses, at least one."""
    found = words(name, default)
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ImproperlyConfigured(f"{name}: {address!r} is not an e-mail address.") from None
    if not found:
        raise ImproperlyConfigured(f"{name} must name at least one e-mail address.")
    return found


def admin_path() -> str:
    """Return the first part of the desk's addresses, which no public page begins with."""
    word = text("ADMIN_PATH", "admin")
    if word != "admin" and not UNGUESSED_PATH.fullmatch(word):
        raise ImproperlyConfigured(
            "ADMIN_PATH must be 8 to 60 small letters, digits and hyphens, at least one a digit."
        )
    return word


def directory(name: str, default: Path, mode: int = 0o777) -> Path:
    """Return a folder that can be written to, making it with `mode` where it is missing.

    A relative path starts at the folder that holds `default`, wherever the command is run.
    """
    path = default.parent.joinpath(Path(text(name, str(default))).expanduser()).resolve()
    try:
        path.mkdir(mode, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} must be a folder that can be written to; {path}: {error.strerror}."
        ) from None


def site_url(port: int) -> str:
    """Return the public address of the site as browsers write it: no path, no default port."""
    url = text("SITE_URL", f"http://127.0.0.1:{port}")
    try:
        parts = urlsplit(url)
        given_port = parts.port
    except ValueError:
        parts, given_port = urlsplit(""), None
    beside_host = parts.username or parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or beside_host:
        raise ImproperlyConfigured(
            "SITE_URL must look like https://example.org, without account, path or query."
        )
    origin = f"{parts.scheme}://{host(url)}"
    is_default_port = given_port in (None, DEFAULT_PORTS[parts.scheme])
    return origin if is_default_port else f"{origin}:{given_port}"


def host(url: str) -> str:
    """Return the host of an address as ALLOWED_HOSTS writes it, an IPv6 address in brackets."""
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name


def is_local(url: str) -> bool:
    """Return whether an address leads to this machine only."""
    return host(url) in LOCAL_HOSTS


def debug(url: str) -> bool:
    """Return whether DEBUG is on; a public site never shows its tracebacks."""
    if flag("DEBUG") and not is_local(url):
        raise ImproperlyConfigured(f"DEBUG must be off because SITE_URL is public ({url}).")
    return flag("DEBUG")


def secret_key(url: str, data_dir: Path) -> str:
    """Return the key; a local site generates one once and keeps it in the data folder, mode 600."""
    if key := text("SECRET_KEY"):
        return key
    if not is_local(url):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set because SITE_URL is public ({url}); "
            "make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    path = data_dir / "secret-key"
    try:
        if not path.exists():
            keep_first(path, secrets.token_urlsafe(50))
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set, or {path} be readable and writable: {error.strerror}."
        ) from None
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY must be set, or the empty file {path} removed.")
    return key


def keep_first(path: Path, content: str) -> None:
    """Write a file with mode 600 whole, unless another process has already put one there."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(content)
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
