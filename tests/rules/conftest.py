"""The stored rules, read once for the whole run."""

from collections.abc import Mapping

import pytest
from pytest_django.plugin import DjangoDbBlocker

from policies import rules
from tests.rules.stored import read_stored_rule_sets

# Outlives a session, so that the runs that mutmut forks from the first need no database.
_read: dict[str, rules.RuleSet] = {}


@pytest.fixture(scope="session")
def rule_sets(request: pytest.FixtureRequest) -> Mapping[str, rules.RuleSet]:
    """Return the stored rule sets by code, as the engine applies them."""
    if not _read:
        request.getfixturevalue("django_db_setup")
        blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            _read.update(read_stored_rule_sets())
    return _read
