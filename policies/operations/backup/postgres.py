"""PostgreSQL: pg_dump writes the archive, pg_restore reads it, both from its client programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from policies.operations.backup.errors import BackupError

SUFFIX = ".dump"
MAGIC = b"PGDMP"
MIGRATIONS = "django_migrations"
INSTALLED = Path("/usr/lib/postgresql")
COPY = re.compile(rb'COPY "?[^".]+"?\."?([^" ]+)"? .*FROM stdin;\n')
END_OF_COPY = b"\\.\n"


def copy_to(target: Path) -> dict[str, int]:
    """Dump the database as it is at one moment; return its rows by table, verified in the dump."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        counts = count_rows()
        run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", address())
    if not counts.items() <= verified_rows(target).items():
        raise BackupError("the dump does not hold what the database holds")
    return counts


def verified_rows(file: Path) -> dict[str, int]:
    """Return the rows of a dump by table, read to its end; raise BackupError for a damaged one."""
    command = [program("pg_restore"), "--data-only", "--file=-", str(file)]
    counts: dict[str, int] = {}
    with subprocess.Popen(  # noqa: S603 - no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        table = ""
        for line in process.stdout or ():
            if line == END_OF_COPY:
                table = ""
            elif table:
                counts[table] += 1
            elif found := COPY.fullmatch(line):
                table = found[1].decode()
                counts[table] = 0
        _, complaint = process.communicate()
    if process.returncode:
        raise BackupError(f"{file} cannot be read: {one_line(complaint.decode(errors='replace'))}")
    return dict(sorted(counts.items()))


def present_rows() -> dict[str, int]:
    return count_rows()


def require_unused() -> None:
    """Raise BackupError while anyone else is connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        [others] = cursor.fetchone()
    if others:
        raise BackupError(
            f"{others} other connections use the database; stop the site and its mail worker first"
        )


@contextmanager
def restored_aside(file: Path) -> Iterator[str]:
    """Yield the name of a database beside the site's own that holds the content of a backup.

    Whatever bears that name at the end is dropped: after `put_in_place`, the former content.
    """
    live = connection.settings_dict["NAME"]
    aside = f"{live[:50]}_restore"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype"
            " FROM pg_database WHERE datname = %s",
            [live],
        )
        encoding, collation, character_type = map(sql.Literal, cursor.fetchone())
    connection.close()
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(aside))
    create = sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
    ).format(sql.Identifier(aside), encoding, collation, character_type)
    command_server(drop, create)
    try:
        options = ("--no-owner", "--no-privileges", "--exit-on-error")
        run("pg_restore", *options, f"--dbname={address(aside)}", str(file))
        yield aside
    finally:
        command_server(drop)


def put_in_place(name: str) -> None:
    """Exchange the names of the site's database and another, both at once or not at all."""
    connection.close()
    live = connection.settings_dict["NAME"]
    between = f"{live[:50]}_before"
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    turns = ((live, between), (name, live), (between, name))
    command_server(
        sql.SQL("BEGIN"),
        *(rename.format(sql.Identifier(old), sql.Identifier(new)) for old, new in turns),
        sql.SQL("COMMIT"),
    )


def set_damaged_aside() -> None:
    """Do nothing: a database that can be connected to is exchanged whole."""


def command_server(*statements: sql.SQL | sql.Composed) -> None:
    """Run statements in a database other than the site's, one after the other."""
    elsewhere = "template1" if connection.settings_dict["NAME"] == "postgres" else "postgres"
    try:
        with (
            psycopg.connect(address(elsewhere), password=password(), autocommit=True) as server,
            server.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL refuses: {one_line(str(error))}") from error


def count_rows() -> dict[str, int]:
    """Return the number of rows of each table of the site; extensions bring others."""
    known = {MIGRATIONS, *connection.introspection.django_table_names()}
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(known.intersection(connection.introspection.table_names(cursor))):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608
            [counts[table]] = cursor.fetchone()
    return counts


def run(name: str, *arguments: str) -> None:
    """Run a client program to its end; raise BackupError with what it says."""
    command = [program(name), *arguments]
    environment = os.environ | ({"PGPASSWORD": secret} if (secret := password()) else {})
    result = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - no shell
    if result.returncode:
        raise BackupError(f"{name} failed: {one_line(result.stderr.decode(errors='replace'))}")


def program(name: str) -> str:
    """Return the newest installed client program, or raise BackupError."""
    versions = INSTALLED.glob(f"[0-9]*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is missing; install the package postgresql-client")
    return found


def address(name: str = "") -> str:
    """Return how to connect to the site's database, or to another beside it, without password."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"password"}
    params: dict[str, Any] = connection.get_connection_params()
    kept = {key: value for key, value in params.items() if key in known}
    return make_conninfo(**kept | ({"dbname": name} if name else {}))


def password() -> str:
    """Return the password of the database, empty where it needs none."""
    return str(connection.settings_dict["PASSWORD"])


def one_line(text: str) -> str:
    return " ".join(text.split())
