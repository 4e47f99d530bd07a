"""Making the database's files forget what was deleted from its tables."""

import time

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection
from django.db.models import Model

# Whoever waits makes others wait behind it, so each wait is short.
TABLE_SECONDS = 5.0
LOG_SECONDS = 60.0
LOG_TRY_SECONDS = 1.0


class NotCompacted(Exception):
    """The files could not be rewritten now, so traces of what was deleted may be left in them."""


def compact() -> None:
    """Rewrite what holds personal data, so that nothing deleted is left and its space comes back.

    SQLite's secure_delete misses bytes that moved between pages before; PostgreSQL only marks rows.
    Call outside any transaction. Raises NotCompacted with the reason.
    """
    try:
        if connection.vendor == "sqlite":
            _vacuum_file()
        else:
            _vacuum_tables()
    except OperationalError as error:
        raise NotCompacted(" ".join(str(error).split())) from error


def empty_write_ahead_log(seconds: float) -> bool:
    """Cut SQLite's write-ahead log to nothing; return False where others use it for `seconds`.

    PostgreSQL reuses its own and has nothing to cut. Call outside any transaction.
    """
    if connection.vendor != "sqlite":
        return True
    deadline = time.monotonic() + seconds
    # SQLite itself does not wait while another process moves the log into the file.
    while not (is_empty := _cut_write_ahead_log()) and time.monotonic() < deadline:
        time.sleep(LOG_TRY_SECONDS / 5)
    return is_empty


def _cut_write_ahead_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [usual] = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {round(LOG_TRY_SECONDS * 1000)}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [is_busy, _, _] = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not is_busy


def _vacuum_file() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    if not empty_write_ahead_log(LOG_SECONDS):
        raise NotCompacted("the write-ahead log is in use")


def _vacuum_tables() -> None:
    """Rewrite the tables of the diagnosis, and the admin's log, which quotes their rows."""
    models: list[type[Model]] = [*apps.get_app_config("diagnosis").get_models(), LogEntry]
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(TABLE_SECONDS * 1000)}")
        try:
            for model in models:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            # The planner's statistics quote common values; the old ones are dead rows there.
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
        finally:
            cursor.execute("RESET lock_timeout")
