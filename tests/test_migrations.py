"""Migrations are frozen from 0.9.0 on: a database that ran one of them never meets another text."""

import hashlib
from pathlib import Path

import pytest

FROZEN = {
    "policies/migrations/0001_initial.py": (
        "f4b9cfdb3d11efb03b06e35b88966ece6cec25f3c18c165c7ecae0f5ecad8565"
    ),
    "policies/diagnosis/migrations/0001_initial.py": (
        "b66bd1cd10d2040935a61436aaaee75a930a6e7720fcf37197b8a7907bc04287"
    ),
    "policies/diagnosis/migrations/0002_staff_groups.py": (
        "79a688ac1073076fbf54b9a59299bb4299de5bc1c699ee34fbbfcf26acddd7d5"
    ),
}


@pytest.mark.parametrize("path", FROZEN)
def test_no_migration_of_a_release_is_edited(path: str) -> None:
    text = (Path(__file__).parent.parent / path).read_bytes()
    assert hashlib.sha256(text).hexdigest() == FROZEN[path], "add a migration instead"
