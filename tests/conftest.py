"""What every test has: the seeded database, and for journeys a headless Chromium."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests import seeded_content, seeded_database

pytest_plugins = ["tests.factories"]

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SERIALIZED_CONTENT = "_test_serialized_contents"  # Django's name for it
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what cannot depend on it and has run with SQLite already."""
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        done = [item for item in items if item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=done)
        items[:] = [item for item in items if item not in set(done)]


@pytest.fixture(scope="session")
def original_database(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> str:
    """Return the name of the seeded database of which this process tests on a copy."""
    with django_db_blocker.unblock():
        return seeded_database.open_copy(worker_id)


@pytest.fixture(scope="session")
def django_db_setup(original_database: str) -> None:
    """Give pytest-django the copy, in place of a database that each process migrates for itself."""


@pytest.fixture(scope="session")
def filled_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[str]:
    """Keep the seeded content for tests that find it flushed."""
    with django_db_blocker.unblock():
        tables = seeded_content.filled_tables()
        seeded_content.keep(tables)
        # Told that its own copy is empty, Django restores nothing and makes no permissions anew.
        # The class is told too: Playwright's event loop gives the thread another connection.
        database = connections[DEFAULT_DB_ALIAS]
        for holder in (database, type(database)):
            setattr(holder, SERIALIZED_CONTENT, "[]")
    # What is loaded by now stays; looking through it again and again took a tenth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    return tables


@pytest.fixture(autouse=True)
def restored_content(
    request: pytest.FixtureRequest, filled_tables: list[str], django_db_serialized_rollback: None
) -> None:
    """Give transactional tests the seeded content too, not what the last one left behind."""
    marker = request.node.get_closest_marker("django_db")
    asks = marker is not None and marker.kwargs.get("transaction", False)
    if asks or {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        if not ContentType.objects.exists():
            seeded_content.put_back(filled_tables)
            ContentType.objects.clear_cache()  # it may know keys that other tests drew


@pytest.fixture
def seeded(db: None) -> None:
    """Say that a test reads the seeded content."""


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a function that stops the site's clock at a moment in its own time zone."""

    def stop(moment: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(timezone.make_aware(moment).timestamp(), tz)

        monkeypatch.setattr(timezone, "datetime", Stopped)

    return stop


@pytest.fixture
def folders(settings: Settings, tmp_path: Path) -> None:
    """Write mail into files, and keep backups, in folders of the test."""
    settings.EMAIL_BACKEND = "policies.diagnosis.delivery.eml_backend.EmlFileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_DIR.mkdir()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run; missing it fails in CI and skips elsewhere."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium; tests/tools/install installs it.")
        pytest.skip("No Chromium; tests/tools/install installs it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh page in Chinese; paths like `/compare/` lead to the running site."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about: scripts that fail, and breaches of the site's policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console", lambda message: found.append(message.text) if message.type == "error" else None
    )
    return found
