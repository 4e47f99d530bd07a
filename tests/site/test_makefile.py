"""The commands of the README, as far as a test can ask make."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

COMMANDS = ("run", "test", "admin", "check", "screenshots", "lock")
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+) \\$", re.MULTILINE)


def lock(name: str) -> str:
    return str((settings.BASE_DIR / name).read_text())


def test_a_python_that_is_too_old_gets_one_clear_line(tmp_path: Path) -> None:
    old_python = tmp_path / "python"
    old_python.write_text("#!/bin/sh\nexit 1\n")
    old_python.chmod(0o755)
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(lock(name))

    # As typed by hand, though `make test` may be running this.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(
        ["make", "run", f"PYTHON={old_python}"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
    )

    assert result.returncode != 0
    message, makes_own = result.stderr.splitlines()
    assert message.startswith("Python 3.11 or newer is needed")
    assert makes_own.startswith("make: ***")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_makefile_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"^{command}:", lock("Makefile"), re.MULTILINE)
    assert f"`make {command}`" in lock("README.md")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_pins_hashes_and_names_no_registry_and_no_folder(name: str) -> None:
    text = lock(name)

    assert "://" not in text
    assert "file:/" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_development_has_the_versions_of_the_runtime() -> None:
    runtime = set(PINNED.findall(lock("requirements.txt")))

    assert runtime
    assert runtime <= set(PINNED.findall(lock("requirements-dev.txt")))
