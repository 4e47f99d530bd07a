"""Looking for a text wherever it could have been left: the database's own files, written mail."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from django.db import connection

from policies.diagnosis.delivery.eml_backend import EmlFileBackend


def writings(text: str) -> list[bytes]:
    """Return how a text may stand in a file: as it is, or as JSON escapes it."""
    return [text.encode(), json.dumps(text).strip('"').encode()]


def is_in_database(text: str) -> bool:
    """Return whether the text is anywhere in the files of the database, reachable or not."""
    content = sqlite_files() if connection.vendor == "sqlite" else postgres_files()
    return any(writing in file for file in content for writing in writings(text))


def sqlite_files() -> list[bytes]:
    """Return the file and what lies beside it."""
    files = [Path(f"{connection.settings_dict['NAME']}{suffix}") for suffix in ("", "-wal", "-shm")]
    return [file.read_bytes() for file in files if file.exists()]


def postgres_files() -> list[bytes]:
    """Return the file of every table, index, side table and catalogue of the database."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE pg_relation_filepath(oid) IS NOT NULL AND NOT relisshared"
            " AND relpersistence = 'p'"
        )
        return [bytes(file) for (file,) in cursor.fetchall()]


def is_in_written_mail(text: str) -> bool:
    """Return whether a written message holds the text, encoded or not."""
    for path in EmlFileBackend().folder.glob("*"):
        content = path.read_bytes()
        message = message_from_bytes(content, policy=default)
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        shown = "\n".join([*map(str, message.values()), *parts])
        if text in shown or any(writing in content for writing in writings(text)):
            return True
    return False
