"""`make run`: prepare the database and the static files, then the site and its mail worker.

Ctrl-C, SIGTERM or a closed terminal stops both. When one of them ends by itself, so does the
other, and the exit code is 1.
"""

import asyncio
import hashlib
import os
import signal
import sys

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from xiaojuren_site.environment import exit_on_config_error, require_free_port


def collect_if_changed() -> bool:
    """Fill STATIC_ROOT unless it was filled from the very same files; return whether it did."""
    digest = source_digest()
    stamp = settings.STATIC_ROOT.with_suffix(".digest")
    if stamp.exists() and stamp.read_text() == digest and settings.STATIC_ROOT.is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)
    return True


def source_digest() -> str:
    """Return a digest over every file that would be collected and the storage that shapes them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


SITE = (sys.executable, "-m", "gunicorn", "-c", "python:xiaojuren_site.gunicorn_conf")
MAIL_WORKER = (sys.executable, "manage.py", "deliver")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 30.0  # for requests and the message under way


def prepare() -> None:
    """Bring the database up to date, fill an empty one, collect changed static files."""
    require_free_port("127.0.0.1", settings.PORT)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed", if_empty=True)
    if collect_if_changed():
        print("Static files collected.", flush=True)
    connections.close_all()


async def serve(*commands: tuple[str, ...]) -> int:
    """Run the commands side by side until one ends or a signal comes; return the exit code."""
    stop = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    children = [
        await asyncio.create_subprocess_exec(*command, cwd=settings.BASE_DIR)
        for command in commands
    ]
    ends = [asyncio.ensure_future(child.wait()) for child in children]
    told_to_stop = asyncio.ensure_future(stop.wait())
    await asyncio.wait([*ends, told_to_stop], return_when=asyncio.FIRST_COMPLETED)
    exit_code = 0 if stop.is_set() else 1

    for child in children:
        if child.returncode is None:
            child.terminate()
    _, unwilling = await asyncio.wait(ends, timeout=GRACE_SECONDS)
    for child in children:
        if unwilling and child.returncode is None:
            child.kill()
    await asyncio.wait(ends)
    told_to_stop.cancel()
    return exit_code


def main() -> int:
    """Prepare and serve; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")
    with exit_on_config_error():
        django.setup()
        prepare()
    return asyncio.run(serve(SITE, MAIL_WORKER))


if __name__ == "__main__":
    sys.exit(main())
