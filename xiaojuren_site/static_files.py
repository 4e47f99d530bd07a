"""Static files are collected (hashed, compressed) only when they have changed."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


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
