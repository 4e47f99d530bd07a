"""Fills a site from the fixtures: creates by natural key what is missing, never overwrites."""

from dataclasses import dataclass

from policies.models.history import SEEDING, change
from policies.operations.content_updates import name_of, remember
from policies.operations.fixtures import SUBJECTS, deserialized, store, written_rows


@dataclass(frozen=True)
class SeededSubject:
    """What seeding did for one fixture file."""

    name: str
    created: int
    present: int


def seed_missing() -> list[SeededSubject]:
    """Create each fixture row whose natural key is not there; raise FixtureError on a bad one."""
    created: list[str] = []
    with change(reason=SEEDING):
        subjects = [_seed_subject(subject, created) for subject in SUBJECTS]
        if created:
            remember(created)
    return subjects


def _seed_subject(subject: str, created: list[str]) -> SeededSubject:
    """Create what is missing of a subject, and add its names to those created."""
    before, present = len(created), 0
    for written in written_rows(subject):
        row = deserialized(subject, written)
        if row.object.pk is None:
            store(subject, row)
            created.append(name_of(written))
        else:
            present += 1
    return SeededSubject(subject, len(created) - before, present)
