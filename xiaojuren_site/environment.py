"""The configuration that comes from the environment, read strictly.

Every reader raises `ImproperlyConfigured` with one line that says what to set and shows no secret.
"""

import contextlib
import errno
import os
import re
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.db import Error, connection

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
        with contextlib.suppress(FileExistsError):  # the other one was first; its file counts
            os.link(draft.name, path)


POSTGRES_SHAPE = (
    "like postgres://user:password@host:5432/name, "
    "with special characters in the password percent-encoded (@ as %40, / as %2F)"
)

SQLITE_OPTIONS = {
    # Take the write lock at once: a deferred transaction fails under load instead of waiting.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for the lock
    # WAL: readers and the writer do not wait for each other. FULL: a commit is on disk before the
    # enterprise sees its receipt. secure_delete: deleted personal data is overwritten.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
}
POSTGRES_CONNECT_TIMEOUT = 10  # seconds


def database(data_dir: Path) -> dict[str, Any]:
    """Return Django's settings for the database; without DATABASE_URL, a file in `data_dir`.

    Options like ?sslmode=require go to the driver of PostgreSQL. Raises `ImproperlyConfigured`
    where the address cannot be read; its password is never shown.
    """
    url = text("DATABASE_URL")
    if not url:
        return sqlite(data_dir / "db.sqlite3")
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ImproperlyConfigured(
            f"DATABASE_URL must start with sqlite:/// or be one {POSTGRES_SHAPE}."
        )
    try:
        if url.startswith("sqlite:"):
            return sqlite(sqlite_file(url, data_dir))
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, dj_database_url.ParseError):
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read; it must look {POSTGRES_SHAPE}."
        ) from None
    if not config["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL must name a database, {POSTGRES_SHAPE}.")
    options = {"connect_timeout": POSTGRES_CONNECT_TIMEOUT} | config.get("OPTIONS", {})
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def sqlite_file(url: str, base: Path) -> Path:
    """Return the file of sqlite:///relative or sqlite:////absolute; `base` is for relative."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.netloc or not name or name == ":memory:" or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            "DATABASE_URL for SQLite must name a file, like sqlite:////srv/site/db.sqlite3, "
            "without host or options."
        )
    path = base / name
    if path.is_dir() or not path.parent.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL must name a file in an existing folder: {path}.")
    return path


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings for an SQLite file; tests get a file of their own beside it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # kept open: opening takes longer than most reading does
        "OPTIONS": dict(SQLITE_OPTIONS),
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


EMAIL_SHAPE = (
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
    url = text("EMAIL_URL")
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
        raise ImproperlyConfigured(EMAIL_SHAPE) from None
    account, code = unquote(parts.username or ""), unquote(parts.password or "")
    beside = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("smtps", "smtp+tls") or not parts.hostname or not port or beside:
        raise ImproperlyConfigured(EMAIL_SHAPE)
    # 126 and 163 let an account log in by its bare name.
    sender = account if "@" in account else f"{account}@{parts.hostname.removeprefix('smtp.')}"
    try:
        validate_email(sender)
    except ValidationError:
        raise ImproperlyConfigured(EMAIL_SHAPE) from None
    if not account or not code or not code.isascii():  # SMTP takes no other codes
        raise ImproperlyConfigured(EMAIL_SHAPE)
    return {
        "EMAIL_BACKEND": "policies.diagnosis.delivery.smtp_backend.WatchedSmtpBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": account,
        "EMAIL_HOST_PASSWORD": code,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "DEFAULT_FROM_EMAIL": sender,
    }


ICP = re.compile(r"[\u4e00-\u9fff]ICP[备证][0-9]{6,10}号(-[0-9]{1,3})?")
PUBLIC_SECURITY = re.compile(r"[\u4e00-\u9fff]公网安备\s?([0-9]{14})号")


class FilingNumber(NamedTuple):
    """A number, and the register that confirms it."""

    text: str
    register: str


def filing_numbers() -> list[FilingNumber]:
    """Return the numbers that are set; raise `ImproperlyConfigured` for one of another shape."""
    found = []
    if icp := text("ICP_NUMBER"):
        if not ICP.fullmatch(icp):
            raise ImproperlyConfigured("ICP_NUMBER must look like 京ICP备12345678号-1.")
        found.append(FilingNumber(icp, "https://beian.miit.gov.cn/"))
    if security := text("PUBLIC_SECURITY_NUMBER"):
        match = PUBLIC_SECURITY.fullmatch(security)
        if not match:
            raise ImproperlyConfigured(
                "PUBLIC_SECURITY_NUMBER must look like 京公网安备11010102001234号."
            )
        register = f"https://beian.mps.gov.cn/#/query/webSearch?code={match[1]}"
        found.append(FilingNumber(security, register))
    return found


@contextmanager
def exit_on_config_error() -> Iterator[None]:
    """End the process with one line for a wrong setting or a database that cannot be reached.

    Errors of a database that did answer are bugs or damage, so they keep their traceback.
    """
    try:
        yield
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration: {error}")
    except Error as error:
        if connection.connection is not None:
            raise
        reason = " ".join(str(error).split())
        sys.exit(f"Database: cannot connect, check DATABASE_URL and the server: {reason}")


def require_free_port(host: str, port: int) -> None:
    """Raise `ImproperlyConfigured` where this machine does not let us listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = "in use by another program" if in_use else str(error.strerror)
            raise ImproperlyConfigured(
                f"PORT {port} on {host}: {reason}; set PORT to a free one, "
                f"for example PORT={8000 if port != 8000 else 8001}."
            ) from None
