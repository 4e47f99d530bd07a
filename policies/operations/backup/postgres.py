"""PostgreSQL: its client programs dump, restore and exchange databases."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from policies.operations.backup.files import BackupError

SUFFIX = ".dump"
COPY = re.compile(rb'COPY "?[^".]+"?\."?([^" ]+)"? .*FROM stdin;\n')
END_OF_COPY = b"\\.\n"
LAYOUT = (
    "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = %s"
)
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def copy_to(target: Path) -> dict[str, int]:
    """Dump the database as it is at one moment into an existing file; return rows by table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        counts = present_rows()
        name = connection.settings_dict["NAME"]
        options = ("--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        run("pg_dump", *options, f"--dbname={name}")
    return counts


def verified_rows(file: Path) -> dict[str, int]:
    """Return the rows of a dump by table, having read it whole; raise BackupError."""
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
        raise BackupError(f"{file} cannot be read: {one_line(complaint)}")
    return counts


def present_rows() -> dict[str, int]:
    """Return the rows of the site's own tables; extensions bring others."""
    known = {"django_migrations", *connection.introspection.django_table_names()}
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(known.intersection(connection.introspection.table_names(cursor))):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            [counts[table]] = cursor.fetchone()
    return counts


def require_unused() -> None:
    """Raise BackupError while anyone else is connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        [others] = cursor.fetchone()
    if others:
        raise BackupError(f"{others} other connections are open; stop site and worker first")


@contextmanager
def restored_aside(file: Path) -> Iterator[str]:
    """Yield the name of a database beside the site's own that holds the content of a backup.

    Whatever bears that name at the end is dropped: after `put_in_place`, the former content.
    """
    live = connection.settings_dict["NAME"]
    aside = f"{live[:50]}_restore"
    with connection.cursor() as cursor:
        cursor.execute(LAYOUT, [live])
        encoding, collation, kind = cursor.fetchone()
    connection.close()
    run("dropdb", "--if-exists", aside)
    layout = (f"--encoding={encoding}", f"--lc-collate={collation}", f"--lc-ctype={kind}")
    run("createdb", "--template=template0", *layout, aside)
    try:
        options = ("--no-owner", "--no-privileges", "--exit-on-error")
        run("pg_restore", *options, f"--dbname={aside}", str(file))
        yield aside
    finally:
        run("dropdb", "--if-exists", aside)


def put_in_place(name: str) -> None:
    """Exchange the names of the site's database and another, both at once or not at all."""
    connection.close()
    live = connection.settings_dict["NAME"]
    between = f"{live[:50]}_before"
    quoted = connection.ops.quote_name
    turns = ((live, between), (name, live), (between, name))
    renames = [f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(new)}" for old, new in turns]
    beside = "template1" if live == "postgres" else "postgres"
    run("psql", "--quiet", f"--dbname={beside}", f"--command={'; '.join(renames)}")


def run(name: str, *arguments: str) -> None:
    """Run a client program on the site's server to its end; raise BackupError with its words."""
    words, variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program(name), *words[1:-1], *arguments]  # without Django's program and database
    environment = os.environ | (variables or {})
    result = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - no shell
    if result.returncode:
        raise BackupError(f"{name} failed: {one_line(result.stderr)}")


def program(name: str) -> str:
    """Return where a client program is, or raise BackupError."""
    if found := shutil.which(name):
        return found
    raise BackupError(f"{name} is missing; install the package postgresql-client")


def one_line(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())
