"""One migrated and seeded database for the whole run; every process tests on a copy of it."""

import fcntl
import io

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def open_copy(owner: str) -> str:
    """Open a copy for a process of the run; the first process makes the original.

    Return the name of the original, to which nothing stays connected.
    """
    creation, place = connection.creation, connection.settings_dict
    with (settings.DATA_DIR / "seeded-database").open("a+") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        record.seek(0)
        if name := record.read():
            place["NAME"] = name
        else:
            name = creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            call_command("seed", stdout=io.StringIO())
            connection.close()
            record.write(name)
        creation.clone_test_db(owner, verbosity=0)
    place.update(creation.get_test_db_clone_settings(owner))
    return name
