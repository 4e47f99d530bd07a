"""Whatever way content changes, no process shows the former page once the change is committed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from policies.models import Dispute, RegionalTopUp
from policies.page_cache.wsgi import trimmed
from tests.admin.forms import change_page, edit
from tests.admin.test_import_export import confirm, with_one
from tests.admin.test_publishing import act
from tests.page_cache.readers import READERS

PAGE = "/regions/guangdong/"
LONGEST_WAIT = 20.0  # seconds


@dataclass(frozen=True)
class Reading:
    """One time that a process read the page; seconds of the monotonic clock."""

    reader: int
    began: float
    ended: float
    digest: str


class Readers:
    """The reading processes, and what they have read so far."""

    def __init__(self, log: Path) -> None:
        self.log = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.page_cache.readers", PAGE],
            env=os.environ | {"DATABASE_URL": address_of_the_database()},
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=self.log,
        )

    def readings(self) -> list[Reading]:
        """Return every whole line that was written."""
        lines = Path(self.log.name).read_text().splitlines(keepends=True)
        return [Reading(*json.loads(line)) for line in lines if line.endswith("\n")]

    def readings_since(self, moment: float) -> list[Reading]:
        """Return what was begun to be read since a moment, once every process has read."""
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            found = [reading for reading in self.readings() if reading.began >= moment]
            if len({reading.reader for reading in found}) == READERS:
                return found
            time.sleep(0.01)
        raise TimeoutError("A reader does not read.")

    def end(self) -> None:
        """End the processes."""
        self.process.communicate(timeout=LONGEST_WAIT)
        self.log.close()


def address_of_the_database() -> str:
    """Return the DATABASE_URL of the database that the test changes."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def readers(transactional_db: None, tmp_path: Path) -> Iterator[Readers]:
    """Eight processes that read the page of a province."""
    running = Readers(tmp_path / "readings")
    yield running
    running.end()


def top_up() -> RegionalTopUp:
    return RegionalTopUp.objects.get(code="guangdong-interest")


def save(client: Client) -> None:
    changed = top_up()
    changed.title = "逐行保存"
    changed.save()


def update(client: Client) -> None:
    RegionalTopUp.objects.filter(pk=top_up().pk).update(title="整批更新")


def link(client: Client) -> None:
    top_up().disputes.add(Dispute.objects.all()[0])


def save_at_the_desk(client: Client) -> None:
    assert edit(client, change_page(top_up()), title="后台修改").status_code == 302


def withdraw_at_the_desk(client: Client) -> None:
    act(client, RegionalTopUp, "withdraw_rows", [top_up()])


def import_a_table(client: Client) -> None:
    assert confirm(client, with_one(client)).status_code == 302


def delete(client: Client) -> None:
    top_up().delete()


def seed(client: Client) -> None:
    call_command("seed", stdout=StringIO())


def load_a_fixture(client: Client) -> None:
    changed = top_up()
    changed.title = "装入数据"
    with transaction.atomic():
        for row in serializers.deserialize("json", serializers.serialize("json", [changed])):
            row.save()


# In an order in which each finds what it changes.
WAYS: tuple[Callable[[Client], None], ...] = (
    save, update, link, save_at_the_desk, import_a_table, load_a_fixture, delete, seed,
    withdraw_at_the_desk,
)  # fmt: skip


def test_no_process_shows_a_former_page_after_the_commit_of_a_change(
    readers: Readers, admin_client: Client, client: Client
) -> None:
    readers.readings_since(0)
    former = ""
    for change in WAYS:
        change(admin_client)
        committed = time.monotonic()
        rendered = client.get(PAGE).content  # by Django, which keeps nothing
        present = sha256(trimmed(rendered)).hexdigest()
        assert present != former, f"{change.__name__} changes nothing"
        seen = {reading.digest for reading in readers.readings_since(committed)}
        assert seen == {present}, change.__name__
        former = present
