"""Loads the fixtures: creates by natural key what is missing and never overwrites an edit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import models, transaction

from policies.models.history import change

# In the order in which the rows refer to each other.
SUBJECTS = (
    "sources",
    "disputes",
    "tiers",
    "criteria",
    "glossary",
    "counts",
    "support",
    "topic_pages",
    "rounds",
    "comparison",
    "regions",
    "regional_top_ups",
    "guidance",
    "statements",
)


class FixtureError(Exception):
    """A fixture that cannot be loaded; names the file and the row."""


@dataclass(frozen=True)
class SeededSubject:
    """What seeding did for one fixture file."""

    name: str
    created: int
    present: int


@dataclass(frozen=True)
class Difference:
    """A row that is missing in the database, or a field that was edited there."""

    subject: str
    row: str
    field: str = ""
    stored: str = ""
    fixture: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.field

    def __str__(self) -> str:
        if self.is_missing:
            return f"{self.subject}: {self.row} is missing"
        return f"{self.subject}: {self.row} {self.field}: {self.stored} (fixture: {self.fixture})"


def seed_missing() -> list[SeededSubject]:
    """Create each fixture row whose natural key is not there; raise FixtureError on a bad one."""
    with change(reason="首次录入"):
        return [_seed_subject(subject) for subject in SUBJECTS]


def compare_with_fixtures() -> list[Difference]:
    """Return where the database differs from the fixtures; changes nothing."""
    differences: list[Difference] = []
    with transaction.atomic():
        for subject in SUBJECTS:
            for row in _rows(subject):
                if row.object.pk is not None:
                    differences += _edits(subject, row)
                    continue
                # Created for the moment, because later rows may refer to it.
                _create(subject, row)
                differences.append(Difference(subject, _name(row.object)))
        transaction.set_rollback(True)
    return differences


def _rows(subject: str) -> Iterator[DeserializedObject]:
    path = settings.FIXTURE_DIR / f"{subject}.yaml"
    with path.open(encoding="utf-8") as file:
        try:
            # A row whose natural key is stored already comes back with its primary key.
            yield from serializers.deserialize("yaml", file)
        except DeserializationError as error:
            raise FixtureError(f"{path.name}: {str(error) or error.__cause__}") from error


def _seed_subject(subject: str) -> SeededSubject:
    created = present = 0
    for row in _rows(subject):
        if row.object.pk is None:
            _create(subject, row)
            created += 1
        else:
            present += 1
    return SeededSubject(subject, created, present)


def _create(subject: str, row: DeserializedObject) -> None:
    try:
        row.object.full_clean()
    except ValidationError as error:
        raise FixtureError(f"{subject}.yaml: {_name(row.object)}: {error}") from error
    row.save()


def _edits(subject: str, row: DeserializedObject) -> Iterator[Difference]:
    instance = row.object
    name = _name(instance)
    stored = type(instance)._default_manager.get(pk=instance.pk)
    for field in instance._meta.concrete_fields:
        ours, theirs = _value(field, instance), _value(field, stored)
        if ours != theirs:
            yield Difference(subject, name, field.name, str(theirs), str(ours))
    for relation in instance._meta.many_to_many:
        related: models.QuerySet[Any] = relation.remote_field.model._default_manager.all()
        keys = (row.m2m_data or {}).get(relation.name, [])
        ours = _keys(related.filter(pk__in=list(keys)))
        theirs = _keys(getattr(stored, relation.name).all())
        if ours != theirs:
            yield Difference(subject, name, relation.name, theirs, ours)


def _value(field: "models.Field[Any, Any]", instance: models.Model) -> Any:
    """Return a value to compare and to print, a related row by its natural key."""
    if field.is_relation:
        related = getattr(instance, field.name)
        return _key(related) if related is not None else None
    return field.to_python(field.value_from_object(instance))


def _keys(rows: Iterable[models.Model]) -> str:
    return "、".join(sorted(map(_key, rows)))


def _key(instance: Any) -> str:
    return "/".join(str(part) for part in instance.natural_key())


def _name(instance: models.Model) -> str:
    return f"{instance._meta.model_name} {_key(instance)}"
