"""Making the database's files forget what was deleted from its tables."""

import time

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection
from django.db.models import Model

PATIENCE_SECONDS = 60.0  # for others to end what they do
# Whoever waits for a lock makes others wait behind it, so these waits are short.
TABLE_LOCK_SECONDS = 5.0
LOG_LOCK_SECONDS = 1.0
POLL_SECONDS = 0.2

# Nobody on the server can see what was deleted before the transaction of this number.
IS_SEEN_BY_NOBODY = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %(horizon)s::xid8 AND NOT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND age(backend_xmin) > age(%(horizon)s::xid8::xid)
    )
"""


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
            _wait_until_seen_by_nobody()
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
        time.sleep(POLL_SECONDS)
    return is_empty


def _cut_write_ahead_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [usual] = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {round(LOG_LOCK_SECONDS * 1000)}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [is_busy, _, _] = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not is_busy


def _vacuum_file() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    if not empty_write_ahead_log(PATIENCE_SECONDS):
        raise NotCompacted("the write-ahead log is in use")


def _wait_until_seen_by_nobody() -> None:
    """Wait for older transactions, even of other databases: VACUUM keeps what they may see."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        [horizon] = cursor.fetchone()
        while True:
            cursor.execute(IS_SEEN_BY_NOBODY, {"horizon": horizon})
            if cursor.fetchone() == (True,):
                return
            if time.monotonic() > deadline:
                raise NotCompacted("an older transaction is still running on the server")
            time.sleep(POLL_SECONDS)


def _vacuum_tables() -> None:
    """Rewrite the tables of the diagnosis, and the admin's log, which quotes their rows."""
    models: list[type[Model]] = [*apps.get_app_config("diagnosis").get_models(), LogEntry]
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(TABLE_LOCK_SECONDS * 1000)}")
        try:
            for model in models:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            # The planner's statistics quote common values; the old ones are dead rows there, which
            # whoever reads or gathers statistics just now may still see.
            _wait_until_seen_by_nobody()
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
        finally:
            cursor.execute("RESET lock_timeout")
