"""Natural keys, by which fixtures and `manage.py seed` recognise a row whatever its primary key."""

from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class KeyedQuerySet(models.QuerySet[M]):
    """Reads of rows that have a natural key."""

    def get_by_natural_key(self, *key: Any) -> M:
        """Return the row with this natural key, or raise the model's DoesNotExist."""
        lookups: tuple[str, ...] = self.model.natural_key_lookups  # type: ignore[attr-defined]
        return self.get(**dict(zip(lookups, key, strict=True)))


KeyedManager = models.Manager.from_queryset(KeyedQuerySet)


class KeyedModel(models.Model):
    """A row that is known by a natural key, named as lookups that may cross foreign keys."""

    natural_key_lookups: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of the lookups, in order."""
        return tuple(reduce(getattr, path.split("__"), self) for path in self.natural_key_lookups)
