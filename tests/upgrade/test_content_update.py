"""A site of 0.9.0 takes the present edition of the content, keeps what staff did, and may undo."""

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from reversion.models import Revision, Version

from policies.admin.history.undoing import put_back, undo
from policies.models import SeededContent
from policies.models.history import SEEDING
from policies.operations.content_rows import key_of, stored_rows
from policies.operations.content_updates import compare, take
from policies.vocabulary import PublicationState

EDITED, WITHDRAWN = 20, 5  # by the staff of the stored site
NEWS = {"new", "update"}
MOST_QUERIES = 1_000  # one by one, some 500 rows took eight thousand


@pytest.fixture
def site(upgraded: None) -> Iterator[None]:
    """The upgraded site, left as it was found."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def names(*states: str) -> set[str]:
    return {update.name for update in compare() if update.state in states}


def seed_update() -> list[str]:
    out = io.StringIO()
    call_command("seed", "--update", stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.usefixtures("site")
def test_a_site_that_nobody_edited_takes_all() -> None:
    put_back(Version.objects.filter(revision__comment=SEEDING))
    Revision.objects.exclude(comment=SEEDING).delete()
    news = names(*NEWS)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        lines = seed_update()
    assert len(asked) < MOST_QUERIES
    assert lines[-1] == f"seed: {len(news)} updated"
    assert {update.state for update in compare()} == {"gone"}  # for an editor to withdraw
    assert Revision.objects.latest("pk").comment.startswith("内容更新 ")


@pytest.mark.usefixtures("site")
def test_what_staff_edited_or_withdrew_is_kept_and_listed_at_every_run() -> None:
    kept = names("edited", "")
    assert len(kept) == EDITED + WITHDRAWN
    before = {name: row for name, row in stored_rows().items() if name in kept}
    for _ in range(2):
        lines = seed_update()
        assert names("edited", "") == kept
        assert all(any(key_of(name) in line for line in lines) for name in kept)
        assert not names(*NEWS)
    after = stored_rows()
    assert {name: after[name] for name in kept} == before
    withdrawn = [r for r in before.values() if r.get("publication") == PublicationState.WITHDRAWN]
    assert len(withdrawn) == WITHDRAWN
    assert SeededContent.objects.get().edition is None  # decisions wait


@pytest.mark.usefixtures("site")
def test_an_update_is_undone_whole() -> None:
    before, author = stored_rows(), User.objects.earliest("pk")
    made = take(author=author)
    assert stored_rows() != before
    with CaptureQueriesContext(connection) as asked:
        undo(Revision.objects.get(pk=made.revision), author=author)
    assert len(asked) < MOST_QUERIES
    assert stored_rows() == before
    assert not names(*NEWS)


KILLED = """
import os, signal
import django
django.setup()
from django.core.management import call_command
from django.db import connection
def kill(execute, sql, *rest):
    execute(sql, *rest)
    if sql.startswith('INSERT INTO "policies_supportmeasure" '):
        os.kill(os.getpid(), signal.SIGKILL)
with connection.execute_wrapper(kill):
    call_command("seed", "--update")
"""


def run(environment: dict[str, str], *arguments: str) -> Any:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        check=False,
        capture_output=True,
    )


def test_killed_in_the_middle_it_leaves_nothing_half(upgraded: None, tmp_path: Path) -> None:
    environment = os.environ | {
        "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings",
    }  # fmt: skip
    if connection.vendor == "postgresql":
        base = os.environ["DATABASE_URL"].rpartition("/")[0]
        environment["DATABASE_URL"] = f"{base}/{connection.settings_dict['NAME']}"
    else:
        shutil.copy(connection.settings_dict["NAME"], tmp_path / "db.sqlite3")
    contents = ("manage.py", "dumpdata", "policies", "reversion")
    before = run(environment, *contents).stdout
    assert run(environment, "-c", KILLED).returncode == -signal.SIGKILL
    assert run(environment, *contents).stdout == before
