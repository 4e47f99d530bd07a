"""Fills a site from the fixtures: creates by natural key what is missing, never overwrites."""

from dataclasses import dataclass

from policies.models.history import SEEDING, change
from policies.operations.content_rows import Rows, names_stored, rows_of
from policies.operations.content_updates import remember
from policies.operations.content_writer import put
from policies.operations.fixtures import SUBJECTS


@dataclass(frozen=True)
class SeededSubject:
    """What seeding did for one fixture file."""

    name: str
    created: int
    present: int


def seed_missing() -> list[SeededSubject]:
    """Create each fixture row whose natural key is not there; raise FixtureError on a bad one."""
    stored, missing, subjects = names_stored(), Rows(), []
    for subject in SUBJECTS:
        rows = rows_of(subject)
        new = {name: row for name, row in rows.items() if name not in stored}
        subjects.append(SeededSubject(subject, len(new), len(rows) - len(new)))
        missing |= new
    if missing:
        with change(reason=SEEDING):
            put(missing)
            remember(missing)
    return subjects
