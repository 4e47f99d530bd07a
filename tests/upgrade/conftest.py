"""A database of its own at release 0.9.0, in place of the copy that other tests run on."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.upgrade.stored_release import go_back_to_release


@pytest.fixture(autouse=True)
def restored_content() -> None:
    """Stand in for the fixture of the whole suite, whose database is not used here."""


@pytest.fixture(scope="module")
def upgraded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Open a database of 0.9.0 that was brought up to date; the tests of a module only read it."""
    place, creation = connection.settings_dict, connection.creation
    is_file = connection.vendor == "sqlite"
    copy, test_name = place["NAME"], place["TEST"]["NAME"]
    with django_db_blocker.unblock():
        name = f"upgrade_{worker_id}"
        place["TEST"]["NAME"] = str(settings.DATA_DIR / name) if is_file else name
        connection.close()
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            go_back_to_release()
            call_command("migrate", verbosity=0)
            yield
        finally:
            creation.destroy_test_db(copy, verbosity=0)
            place["TEST"]["NAME"] = test_name
