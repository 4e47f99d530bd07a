"""A backup is whole and private; a restore brings all of it back, or changes nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from policies.operations.backup import postgres
from policies.operations.backup.files import BackupError, written_whole

SUBMIT = """
from datetime import date
from policies.diagnosis.submission.submit import submit_diagnosis
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import Profile
for number in range({first}, {first} + {count}):
    print(submit_diagnosis(
        idempotency_key=f"{{number:032}}", profile=Profile(), period=AccountingPeriod(2027, 2026),
        contact={{"company_name": "某某", "contact_name": "张三", "phone": "13800138000"}},
        on=date(2026, 11, 24),
    ).reference)
"""
DELETE = """
from policies.diagnosis.privacy.deletion import delete_submission
delete_submission(reference="{reference}")
"""
RESTORE_EACH = """
from pathlib import Path
from policies.operations.backup.files import BackupError
from policies.operations.backup.operations import restore
for file in {files}:
    try:
        list(restore(file=Path(file)))
    except BackupError as error:
        print(error)
"""
REFERENCES = "SELECT reference FROM diagnosis_submission"
SERVER = os.environ["DATABASE_URL"].rpartition("/")[0]  # of PostgreSQL; empty for SQLite
PREPARED, COPIED = f"prepared site {os.getpid()}", f"a site's own {os.getpid()}"


@dataclass(frozen=True)
class Site:
    """A site of its own, run by commands, its database looked at without Django."""

    folder: Path
    url: str

    @property
    def database(self) -> Path:
        """Return the file of SQLite."""
        return self.folder / "db.sqlite3"

    @property
    def backups(self) -> list[Path]:
        """Return the backups, oldest first."""
        return sorted((self.folder / "backups").iterdir())

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the project for this site."""
        environment = os.environ | {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "xiaojuren_site.settings",
        }
        return subprocess.run(
            command,
            env=environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command."""
        return self.run(sys.executable, "manage.py", *arguments)

    def shell(self, program: str) -> list[str]:
        """Run a program inside the site; return the lines that it printed."""
        result = self.manage("shell", "--no-imports", "--command", program)
        assert result.returncode == 0, result.stderr
        return result.stdout.splitlines()

    def back_up(self) -> Path:
        """Make a backup; return its path."""
        result = self.manage("backup")
        assert result.returncode == 0, result.stderr
        return self.backups[-1]

    def connect(self) -> AbstractContextManager[Any]:
        """Open the database beside the site."""
        if self.url:
            return psycopg.connect(self.url, autocommit=True)
        return closing(sqlite3.connect(self.database, isolation_level=None))

    def execute(self, statement: str) -> list[Any]:
        """Run a statement in the database; return its rows."""
        with self.connect() as database:
            cursor = database.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def content(self) -> dict[str, list[Any]]:
        """Return every row of every table, but the record that a backup leaves."""
        if self.url:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        else:
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqli%'"
        tables = {name for (name,) in self.execute(names)} - {"diagnosis_operationrecord"}
        return {
            table: sorted(map(str, self.execute(f'SELECT * FROM "{table}"'))) for table in tables
        }


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, original_database: str) -> Iterator[Site]:
    """A seeded site with three submissions, on the kind of database that the tests run on."""
    url = new_database(PREPARED, template=original_database) if SERVER else ""
    site = Site(tmp_path_factory.mktemp("prepared"), url)
    if not url:
        shutil.copy(original_database, site.database)
    site.shell(SUBMIT.format(first=0, count=3))
    yield site
    if site.url:
        drop_database(PREPARED)


@pytest.fixture
def site(prepared: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of the prepared site for one test."""
    if not prepared.url:
        shutil.copy(prepared.database, tmp_path)
        yield Site(tmp_path, "")
        return
    yield Site(tmp_path, new_database(COPIED, template=PREPARED))
    drop_database(COPIED)


def new_database(name: str, template: str = "template1") -> str:
    """Make a database on the server of the tests; return its address."""
    drop_database(name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(f"{SERVER}/template1", autocommit=True) as admin:
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{SERVER}/{quote(name)}"


def drop_database(name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with psycopg.connect(f"{SERVER}/template1", autocommit=True) as admin:
        admin.execute(drop)


def assert_refused(result: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr


def test_a_backup_is_one_private_file_with_every_row(site: Site) -> None:
    result = site.manage("backup")

    assert result.returncode == 0, result.stderr
    [path] = site.backups
    rows = sum(len(rows) for rows in site.content().values())
    assert result.stdout.startswith(f"Backup: {path}: ")
    assert f" MB, {rows} rows in " in result.stdout
    assert result.stdout.count("\n") == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert site.execute("SELECT kind FROM diagnosis_operationrecord") == [("backup",)]


def test_a_restore_brings_back_every_row_and_keeps_what_was_there(site: Site) -> None:
    backup, before = site.back_up(), site.content()
    site.shell(SUBMIT.format(first=3, count=2))
    site.execute("UPDATE diagnosis_submission SET company_name = 'overwritten'")
    later = site.content()

    result = site.manage("restore", str(backup))

    assert result.returncode == 0, result.stderr
    assert "diagnosis_submission: 5 -> 3\n" in result.stdout
    assert f"{backup} restored: " in result.stdout
    assert site.content() == before
    assert site.manage("restore", str(site.backups[-1])).returncode == 0
    assert site.content() == later


def test_a_restore_into_nothing_makes_the_site_anew(site: Site) -> None:
    backup, before = site.back_up(), site.content()
    if site.url:
        site.execute("DROP SCHEMA public CASCADE")
        site.execute("CREATE SCHEMA public")
    else:
        site.database.unlink()

    result = site.manage("restore", str(backup))

    assert result.returncode == 0, result.stderr
    assert "diagnosis_submission: 0 -> 3\n" in result.stdout
    assert site.content() == before
    assert site.backups == [backup]


def test_nothing_but_the_backups_is_left_of_a_restore(site: Site) -> None:
    backup = site.back_up()
    before = {path.name for path in site.folder.iterdir()}
    site.manage("restore", str(backup))
    names = {path.name for path in site.folder.iterdir()}
    assert names - {"db.sqlite3-wal", "db.sqlite3-shm"} == before
    assert all(path.name.startswith("xiaojuren-") for path in site.backups)
    if site.url:
        databases = [name for (name,) in site.execute("SELECT datname FROM pg_database")]
        assert [name for name in databases if name.startswith(COPIED)] == [COPIED]


def test_what_was_deleted_on_request_since_the_backup_does_not_come_back(site: Site) -> None:
    backup = site.back_up()
    [(deleted,), *_] = site.execute(REFERENCES)
    site.shell(DELETE.format(reference=deleted))

    result = site.manage("restore", str(backup))

    assert result.returncode == 0, result.stderr
    assert "1 submissions deleted on request before are deleted again" in result.stdout
    references = [reference for (reference,) in site.execute(REFERENCES)]
    assert len(references) == 2
    assert deleted not in references
    assert site.execute("SELECT kind, reference FROM diagnosis_accessrecord") == [
        ("deleted", deleted)
    ]


def test_what_was_asked_for_and_not_yet_deleted_is_still_asked_for(site: Site) -> None:
    backup = site.back_up()
    site.execute(
        "INSERT INTO diagnosis_deletionrequest (reference, contact, requested_at)"
        " VALUES ('K7M2QX4P', '13800138000', '2026-11-24 00:00:00+00:00')"
    )
    result = site.manage("restore", str(backup))
    assert result.returncode == 0, result.stderr
    assert site.execute("SELECT reference, contact FROM diagnosis_deletionrequest") == [
        ("K7M2QX4P", "13800138000")
    ]


def test_a_file_that_is_no_usable_backup_is_refused_and_changes_nothing(
    site: Site, tmp_path: Path
) -> None:
    backup, before = site.back_up(), site.content()
    content = backup.read_bytes()
    empty, noise, cut, gaps = (tmp_path / name for name in ("empty", "noise", "cut", "gaps"))
    missing = tmp_path / "missing"
    empty.touch()
    noise.write_bytes(os.urandom(5000))
    cut.write_bytes(content[: len(content) * 2 // 3])
    middle = len(content) // 2
    gaps.write_bytes(content[:middle] + bytes(9000) + content[middle + 9000 :])

    files = list(map(str, (missing, tmp_path, empty, noise, cut, gaps)))
    reasons = site.shell(RESTORE_EACH.format(files=files))
    assert reasons[:2] == [
        f"{missing} is no file",
        f"{tmp_path} is no file",
    ]
    assert reasons[2].startswith(str(empty))
    for file, reason in zip((noise, cut, gaps), reasons[3:], strict=True):
        assert reason.startswith(f"{file} cannot be read: ")
    assert_refused(site.manage("restore", str(cut)), str(cut))
    assert site.content() == before
    assert site.backups == [backup]


@pytest.mark.once
def test_the_database_of_another_program_is_refused(site: Site, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    with closing(sqlite3.connect(foreign)) as database:
        database.execute("CREATE TABLE django_migrations (app, name)")
    assert_refused(site.manage("restore", str(foreign)), "foreign is no backup of this site")


def test_a_backup_of_a_newer_version_is_refused_and_changes_nothing(site: Site) -> None:
    site.execute(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('diagnosis', '0999_later', '2031-01-01')"
    )
    backup = site.back_up()
    site.execute("DELETE FROM django_migrations WHERE name = '0999_later'")
    before = site.content()
    assert_refused(site.manage("restore", str(backup)), "newer version", "upgrade first")
    assert site.content() == before


def test_a_backup_of_an_older_version_is_brought_up_to_date(site: Site) -> None:
    assert site.manage("migrate", "--verbosity=0", "sessions", "zero").returncode == 0
    backup = site.back_up()
    assert site.manage("migrate", "--check").returncode == 1
    assert site.manage("restore", str(backup)).returncode == 0
    assert site.manage("migrate", "--check").returncode == 0


def test_a_restore_is_refused_while_anyone_uses_the_database(site: Site) -> None:
    backup, before = site.back_up(), site.content()
    with site.connect() as someone:
        someone.execute("SELECT count(*) FROM diagnosis_submission").fetchall()
        assert_refused(site.manage("restore", str(backup)), "stop")
    assert site.content() == before
    assert site.backups == [backup]


def test_a_backup_can_be_made_while_the_site_writes(site: Site) -> None:
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        with site.connect() as database:
            while not stop.is_set():
                written += 1
                database.execute(
                    "INSERT INTO diagnosis_workerheartbeat (name, at)"
                    f" VALUES ('{written}', '2026-11-24 00:00:00+00:00')"
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup = site.back_up()
    finally:
        stop.set()
        writer.join()
    assert written > 10
    site.manage("restore", str(backup))
    [(count, last)] = site.execute(
        "SELECT count(*), max(CAST(name AS integer)) FROM diagnosis_workerheartbeat"
    )
    assert 0 < count < written
    assert last == count  # all up to one moment, none after it


@pytest.mark.once
def test_a_damaged_database_is_not_backed_up_but_can_be_replaced(site: Site) -> None:
    backup, before = site.back_up(), site.content()
    site.manage("shell", "--command", "pass")
    content = site.database.read_bytes()
    site.database.write_bytes(content[:4096] + os.urandom(40960) + content[45056:])

    assert_refused(site.manage("backup"), str(site.database))
    assert site.backups == [backup]
    result = site.manage("restore", str(backup))

    assert result.returncode == 0, result.stderr
    assert site.content() == before
    kept, damaged, *_ = site.backups
    assert kept == backup
    assert damaged.name.endswith("-damaged.sqlite3")
    assert damaged.stat().st_mode & 0o777 == 0o600


def test_a_database_without_tables_is_not_backed_up(tmp_path: Path, site: Site) -> None:
    if site.url:
        site.execute("DROP SCHEMA public CASCADE")
        site.execute("CREATE SCHEMA public")
    else:
        site.database.unlink()
        sqlite3.connect(site.database).close()
    assert_refused(site.manage("backup"), "nothing to back up")
    assert site.backups == []


def test_a_backup_that_fails_leaves_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "xiaojuren-20261124-083000.dump"
    with pytest.raises(ZeroDivisionError), written_whole(target) as draft:
        draft.write_bytes(bytes(1 // 0))
    assert list(tmp_path.iterdir()) == []


def test_a_client_program_that_is_missing_is_one_clear_line() -> None:
    with pytest.raises(BackupError, match="install the package postgresql-client"):
        postgres.program("pg_no_such_program")


def test_a_restore_without_a_file_asks_for_one() -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(
        [shutil.which("make") or "make", "restore"],
        cwd=settings.BASE_DIR,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    message, makes_own = result.stderr.splitlines()
    assert message.startswith("Which backup? make restore FILE=")
    assert makes_own.startswith("make: ***")
