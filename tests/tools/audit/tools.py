"""The packages of package.json, which tests/tools/install installs."""

import os
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent / "node_modules"


def package(name: str, file: str) -> Path:
    """Return a file of a package; missing it fails in CI and skips elsewhere."""
    path = PACKAGES / name / file
    if not path.exists():
        missing = f"No {name}; tests/tools/install installs it."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing, allow_module_level=True)
    return path
