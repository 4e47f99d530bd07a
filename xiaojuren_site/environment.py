"""The configuration that comes from the environment, read strictly.

Every reader raises `ImproperlyConfigured` with one line that says what to set.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off", "")

SQLITE_OPTIONS = {
    # Take the write lock at once: a deferred transaction fails under load instead of waiting.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a commit is on disk before the enterprise sees its receipt.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}


def text(name: str, default: str = "") -> str:
    """Return the variable, or `default` where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Return a yes-or-no variable; missing means no."""
    word = text(name).lower()
    if word not in TRUE_WORDS + FALSE_WORDS:
        raise ImproperlyConfigured(f"{name} must be on or off, not {word!r}.")
    return word in TRUE_WORDS


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return a whole number within bounds."""
    word = text(name, str(default))
    if not word.isascii() or not word.isdigit() or not lowest <= int(word) <= highest:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {lowest} to {highest}, not {word!r}."
        )
    return int(word)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def directory(name: str, default: Path) -> Path:
    """Return a folder that can be written to, making it where it is missing."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}: cannot make the folder {path}: {error.strerror}."
        ) from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name}: cannot write to the folder {path}.")
    return path


def site_url(port: int) -> str:
    """Return the public address of the site without a trailing slash."""
    url = text("SITE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"SITE_URL must look like https://example.org, without a path, not {url!r}."
        )
    return url


def is_local(url: str) -> bool:
    """Return whether an address leads to this machine only."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


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
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()


def database(data_dir: Path) -> dict[str, Any]:
    """Return Django's settings for the one database, from DATABASE_URL."""
    url = text("DATABASE_URL", f"sqlite:///{data_dir / 'db.sqlite3'}")
    if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must start with sqlite:/// or postgres://, "
            "for example postgres://user:password@host:5432/name."
        )
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read; it must look like postgres://user:password@host:5432/name."
        ) from error
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL must name a database.")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def email(data_dir: Path) -> dict[str, Any]:
    """Return Django's e-mail settings from EMAIL_URL; without it, each message becomes a file.

    `smtps://` speaks TLS from the first byte, `smtp+tls://` starts it after the greeting; the
    envelope sender and From are the account, as the mail providers demand.
    """
    url = text("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "policies.diagnosis.eml_backend.EmlFileBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
            "DEFAULT_FROM_EMAIL": "xiaojuren@localhost",
        }
    shape = "smtps://user%40126.com:code@smtp.126.com:465 or smtp+tls://user%40example.org:code@host:587"
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    account = unquote(parts.username or "")
    if (
        parts.scheme not in ("smtps", "smtp+tls")
        or not parts.hostname
        or not port
        or not account
        or not parts.password
    ):
        raise ImproperlyConfigured(f"EMAIL_URL must look like {shape}.")
    # 126 and 163 let the account log in by its bare name; From needs the whole address.
    address = account if "@" in account else f"{account}@{parts.hostname.removeprefix('smtp.')}"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": account,
        "EMAIL_HOST_PASSWORD": unquote(parts.password),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "DEFAULT_FROM_EMAIL": address,
    }


def addresses(name: str, default: str) -> list[str]:
    """Return a comma-separated list of e-mail addresses."""
    found = words(name, default)
    for address in found:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ImproperlyConfigured(f"{name}: {address!r} is not an e-mail address.") from error
    return found
