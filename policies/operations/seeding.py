"""Fills a site from the fixtures: creates by natural key what is missing, never overwrites."""

from policies.models.history import SEEDING, change
from policies.operations.content_updates import name_of, remember
from policies.operations.fixtures import SUBJECTS, deserialized, store, written_rows


def seed_missing() -> dict[str, tuple[int, int]]:
    """Create each fixture row whose natural key is not there; raise FixtureError on a bad one.

    Returns how many rows were created and how many were there, by fixture file.
    """
    subjects: dict[str, tuple[int, int]] = {}
    created: list[str] = []
    with change(reason=SEEDING):
        for subject in SUBJECTS:
            before, rows = len(created), written_rows(subject)
            for written in rows:
                row = deserialized(subject, written)
                if row.object.pk is None:
                    store(subject, row)
                    created.append(name_of(written))
            new = len(created) - before
            subjects[subject] = (new, len(rows) - new)
        if created:
            remember(created)
    return subjects
