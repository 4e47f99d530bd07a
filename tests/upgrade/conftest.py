"""A database of its own at release 0.9.0, in place of the copy that other tests run on."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.shared_results import once_a_run
from tests.upgrade.stored_release import go_back_to_release


@pytest.fixture(autouse=True)
def restored_content() -> None:
    """Stand in for the fixture of the whole suite, whose database is not used here."""


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open a database of 0.9.0 that was brought up to date; the tests of a module only read it."""
    place = connection.settings_dict
    copy = place["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        place["NAME"] = once_a_run("upgraded-database", upgraded_database)
        yield
        connection.close()
        place["NAME"] = copy


def upgraded_database() -> str:
    place, creation = connection.settings_dict, connection.creation
    test_name = place["TEST"]["NAME"]
    is_file = connection.vendor == "sqlite"
    place["TEST"]["NAME"] = str(settings.DATA_DIR / "upgraded.sqlite3") if is_file else "upgraded"
    name = creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    place["TEST"]["NAME"] = test_name
    go_back_to_release()
    call_command("migrate", verbosity=0)
    connection.close()
    return name
