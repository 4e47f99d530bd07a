"""Rows of content: known by a natural key, and never changed without a trace in the history."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.db import models

from policies.models.history import change, record

M = TypeVar("M", bound=models.Model)


class KeyedQuerySet(models.QuerySet[M]):
    """Rows that have a natural key; changes of many at once leave history as single ones do."""

    def get_by_natural_key(self, *key: Any) -> M:
        """Return the row with this natural key, or raise the model's DoesNotExist."""
        lookups: tuple[str, ...] = self.model.natural_key_lookups  # type: ignore[attr-defined]
        return self.get(**dict(zip(lookups, key, strict=True)))

    def update(self, **values: Any) -> int:
        """Update as Django does, and record each row."""
        with change():
            keys = list(self.values_list("pk", flat=True))  # some may match no longer afterwards
            count = super().update(**values)
            record(self.model._base_manager.filter(pk__in=keys))
        return count

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        """Create as Django does, and record each row."""
        with change():
            created = super().bulk_create(objs, *args, **options)
            record(created)
        return created

    def bulk_update(self, objs: Iterable[M], fields: Sequence[str], *args: Any) -> int:  # type: ignore[override]
        """Update as Django does, by way of `update()`, which records each row."""
        with change():
            return super().bulk_update(objs, fields, *args)


KeyedManager = models.Manager.from_queryset(KeyedQuerySet)


class KeyedModel(models.Model):
    """A row that is known by a natural key, named as lookups that may cross foreign keys."""

    natural_key_lookups: ClassVar[tuple[str, ...]]
    # The relation to the row on whose page editors see this one; empty for a page of its own.
    part_of: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save as Django does, in a change of its own where none is running."""
        with change():
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete as Django does; the whole that a part leaves is recorded without it."""
        with change():
            deleted = super().delete(*args, **options)
            if self.part_of:
                record([getattr(self, self.part_of)])
        return deleted

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of the lookups, in order."""
        return tuple(reduce(getattr, path.split("__"), self) for path in self.natural_key_lookups)
