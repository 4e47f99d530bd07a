"""Fills a site from the fixtures: creates by natural key what is missing, never overwrites."""

from policies.models.history import SEEDING, change
from policies.operations.content_rows import Rows, names_stored, rows_of
from policies.operations.content_updates import remember
from policies.operations.content_writer import put
from policies.operations.fixtures import SUBJECTS


def seed_missing() -> dict[str, tuple[int, int]]:
    """Create each fixture row whose natural key is not there; raise FixtureError on a bad one.

    Returns how many rows were created and how many were there, by fixture file.
    """
    stored, missing = names_stored(), Rows()
    subjects: dict[str, tuple[int, int]] = {}
    for subject in SUBJECTS:
        rows = rows_of(subject)
        new = {name: row for name, row in rows.items() if name not in stored}
        subjects[subject] = (len(new), len(rows) - len(new))
        missing |= new
    if missing:
        with change(reason=SEEDING):
            put(missing)
            remember(missing)
    return subjects
