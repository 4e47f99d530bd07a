"""The shape of the code: who may import whom, what no file holds."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOMS = ("policies", "xiaojuren_site", "templates", "static", "fixtures", "tests", "docs", ".ci")
ROOT_FILES = (
    ".dockerignore", "Dockerfile", "Makefile", "README.md", "compose.yaml", "manage.py",
    "pyproject.toml", "requirements-dev.txt", "requirements.txt",
)  # fmt: skip
GENERATED = {"__pycache__", "node_modules", ".DS_Store"}
MACHINE_PATH = re.compile(r"(?<![\w.~:/-])/(?:work|root|home|Users)/\w")
# Data for machines inside a script element is no code.
INLINE_CODE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:"
    r'|<script(?![^>]*\ssrc=| type="application/ld\+json")',
    re.I,
)

BASE: Path = settings.BASE_DIR
TEMPLATES = sorted(BASE.glob("templates/**/*.html"))


def text_files() -> Iterator[Path]:
    """Yield every file of the project that people write."""
    yield from (BASE / name for name in ROOT_FILES)
    for room in ROOMS:
        for path in sorted((BASE / room).rglob("*")):
            if path.is_file() and not GENERATED & {*path.parts}:
                yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def test_imports_keep_their_directions() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [command, "--no-cache"], cwd=BASE, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_the_rules_run_without_django() -> None:
    """Whatever an import pulls in by detours too."""
    program = (
        "import importlib, pkgutil, sys, policies.rules as rules\n"
        "for module in pkgutil.iter_modules(rules.__path__, 'policies.rules.'):\n"
        "    importlib.import_module(module.name)\n"
        "sys.exit('django' in sys.modules)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=BASE, check=False)
    assert result.returncode == 0


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if "emails" not in path.parts], ids=name_of
)
def test_a_template_holds_no_inline_script_or_style(path: Path) -> None:
    assert not INLINE_CODE.search(path.read_text())


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    found = [
        name_of(path)
        for path in text_files()
        if MACHINE_PATH.search(path.read_text(errors="replace"))
    ]
    assert found == []
