"""The threat model names tests that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

PAGE = Path(settings.BASE_DIR, "docs", "security.md")
NAMED = sorted(set(re.findall(r"`(\w+\.py)::(\w+)`", PAGE.read_text())))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_the_threat_model_names_exists(file: str, test: str) -> None:
    found = Path(settings.BASE_DIR, "tests").glob(f"**/{file}")
    assert any(re.search(rf"def {test}\(", path.read_text()) for path in found)


def test_the_threat_model_names_tests() -> None:
    assert NAMED
