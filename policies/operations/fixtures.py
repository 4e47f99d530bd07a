"""The fixtures as people write them: one file per subject, natural keys, a date for all."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

# In the order in which the rows refer to each other.
SUBJECTS = (
    "sources", "disputes", "tiers", "criteria", "glossary", "counts", "support", "topic_pages",
    "rounds", "comparison", "regions", "regional_top_ups", "guidance", "statements",
)  # fmt: skip


class FixtureError(Exception):
    """A fixture that cannot be loaded; names the file and the row."""


def edition() -> date:
    """Return the date of the fixtures' edition."""
    text = (settings.FIXTURE_DIR / "EDITION").read_text(encoding="utf-8")
    return date.fromisoformat(text.strip())


def written_rows(subject: str) -> list[dict[str, Any]]:
    """Return the rows of a fixture file as they are written; raise FixtureError."""
    path: Path = settings.FIXTURE_DIR / f"{subject}.yaml"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=len(SUBJECTS))
def _read(path: Path, changed_at: int) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise FixtureError(f"{path.name}: {error}") from error
    return rows
