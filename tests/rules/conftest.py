"""The stored rules, read once for the whole run; the tests of the rules need no database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from policies import rules
from tests.rules.stored import read_stored_rule_sets

# Outlives a session, so that the runs that mutmut forks from the first need no database either.
_read: dict[str, rules.RuleSet] = {}


@pytest.fixture(autouse=True)
def restored_content() -> None:
    """Stand in for the fixture of the whole suite, which gives each test a database."""


@pytest.fixture(scope="session")
def rule_sets(request: pytest.FixtureRequest) -> Mapping[str, rules.RuleSet]:
    """Return the stored rule sets by code, as the engine applies them."""
    if not _read:
        with opened_database(request):
            _read.update(read_stored_rule_sets())
    return _read


@contextmanager
def opened_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Open the database of the run, or one for this moment where no test of the run uses any."""
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    if any("db" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("django_db_setup")
        with blocker.unblock():
            yield
    else:
        with blocker.unblock():
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
            try:
                yield
            finally:
                teardown_databases(made, verbosity=0)
