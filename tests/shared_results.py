"""What is worked out once for the whole run, by the process that asks first; the others wait."""

import fcntl
import json
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")


def once_a_run(name: str, work_out: Callable[[], T]) -> T:
    """Return what `work_out` returns, as JSON keeps it."""
    with (settings.DATA_DIR / name).open("a+") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        record.seek(0)
        if kept := record.read():
            result: T = json.loads(kept)
            return result
        result = work_out()
        record.write(json.dumps(result))
        return result
