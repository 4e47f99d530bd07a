"""The one database, from DATABASE_URL: SQLite for a pilot, PostgreSQL beyond."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from xiaojuren_site import environment

POSTGRES_SHAPE = "postgres://user:password@host:5432/name"
ENCODING_HINT = "with special characters in the password percent-encoded (@ as %40, / as %2F)"

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

    Raises `ImproperlyConfigured` where the address cannot be read; its password is never shown.
    """
    url = environment.text("DATABASE_URL")
    if not url:
        return sqlite(data_dir / "db.sqlite3")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise unreadable() from None
    if parts.scheme == "sqlite":
        return sqlite_from(parts, base=data_dir)
    if parts.scheme in ("postgres", "postgresql"):
        return postgres(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL must start with sqlite:/// or postgres://, for example {POSTGRES_SHAPE}."
    )


def unreadable() -> ImproperlyConfigured:
    """Return the error for an address that is no address."""
    return ImproperlyConfigured(
        f"DATABASE_URL cannot be read; it must look like {POSTGRES_SHAPE}, {ENCODING_HINT}."
    )


def sqlite_from(parts: SplitResult, base: Path) -> dict[str, Any]:
    """Return the settings for sqlite:///relative or sqlite:////absolute; `base` is for relative."""
    name = unquote(parts.path.removeprefix("/"))
    if parts.netloc or not name or name == ":memory:" or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            "DATABASE_URL for SQLite must name a file, like sqlite:////srv/site/db.sqlite3, "
            "without host or options."
        )
    path = base / name
    if path.is_dir() or not path.parent.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL must name a file in an existing folder: {path}.")
    return sqlite(path)


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings for an SQLite file; tests get a file of their own beside it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,  # kept open: opening takes longer than most reading does
        "OPTIONS": dict(SQLITE_OPTIONS),
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def postgres(url: str) -> dict[str, Any]:
    """Return the settings for PostgreSQL; options like ?sslmode=require go to the driver."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, dj_database_url.ParseError):
        raise unreadable() from None
    if not config["NAME"]:
        raise ImproperlyConfigured(
            f"DATABASE_URL must name a database, like {POSTGRES_SHAPE}, {ENCODING_HINT}."
        )
    options = {"connect_timeout": POSTGRES_CONNECT_TIMEOUT} | config.get("OPTIONS", {})
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
