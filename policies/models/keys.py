"""Rows of content: known by a natural key, and never changed without a trace in the history."""

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import models
from django.urls import reverse

from policies.models.history import change, record
from policies.vocabulary.typed_text import visible

M = TypeVar("M", bound=models.Model)
SEPARATOR = "/"  # between the parts of a natural key
# How a row is kept, or the basis that is told apart from what it says.
KEPT = frozenset({
    "id", "position", "publication", "publish_at", "source", "trust_state", "checked_on",
    "checked_by", "confidence", "review_by", "is_listed", "former",
})  # fmt: skip
# What a row says to editors alone.
FOR_EDITORS = frozenset({"quote", "seen_at", "editors_note", "decided_by"})


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

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete as Django does, in a change of its own where none is running."""
        with change():
            return super().delete()

    # As Django's own: for rows that were chosen, not a manager's "all", and never by a template.
    delete.queryset_only = delete.alters_data = True  # type: ignore[attr-defined]


KeyedManager = models.Manager.from_queryset(KeyedQuerySet)


class KeyedModel(models.Model):
    """A row that is known by a natural key, named as lookups that may cross foreign keys."""

    natural_key_lookups: ClassVar[tuple[str, ...]] = ("code",)
    # The relation to the row on whose page editors see this one; empty for a page of its own.
    parent_field: ClassVar[str] = ""
    # The field that holds the figure of a row, in the unit `figure_unit`; empty without one.
    figure_field: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save as Django does, in a change of its own where none is running."""
        with change():
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete as Django does; the parent that a part leaves is recorded without it."""
        with change():
            deleted = super().delete(*args, **options)
            if self.parent_field:
                record([getattr(self, self.parent_field)])
        return deleted

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean as Django does, after taking out of the texts what an editor could not see."""
        for field in self.text_fields():
            typed = getattr(self, field.name)
            if typed and field.name not in (exclude or ()):
                multiline = isinstance(field, models.TextField)
                setattr(self, field.name, visible(typed, multiline=multiline))
        super().clean_fields(exclude)

    @classmethod
    def text_fields(cls) -> "list[models.Field[Any, Any]]":
        """Return the fields that hold an editor's text, not a code, a choice or an address."""
        return [
            field
            for field in cls._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and field.editable
            and not isinstance(field, models.SlugField | models.URLField)
            and not field.choices
        ]

    @classmethod
    def stated_fields(cls) -> "list[models.Field[Any, Any]]":
        """Return the fields in which a row says something, if only to editors."""
        return [field for field in cls._meta.concrete_fields if field.name not in KEPT]

    @classmethod
    def exported_fields(cls) -> "list[models.Field[Any, Any]]":
        """Return the fields that readers and open data are told."""
        return [field for field in cls.stated_fields() if field.name not in FOR_EDITORS]

    @property
    def figure_unit(self) -> str:
        return "元"

    def get_admin_url(self, field: str = "") -> str:
        """Return where the desk edits this row, or one field of it: on its page or its parent's."""
        if not self.parent_field:
            page = reverse(f"admin:policies_{self._meta.model_name}_change", args=[self.pk])
            return f"{page}#id_{field}" if field else page
        parent = getattr(self, self.parent_field)
        rows: str = self._meta.get_field(self.parent_field).remote_field.related_name  # type: ignore
        place = list(getattr(parent, rows).values_list("pk", flat=True)).index(self.pk)
        page = reverse(f"admin:policies_{parent._meta.model_name}_change", args=[parent.pk])
        return f"{page}#id_{rows}-{place}-{field}" if field else page

    @classmethod
    def natural_keys(cls, **condition: Any) -> dict[int, str]:
        """Return the natural keys of all rows, or of some, as texts by primary key."""
        rows = cls._base_manager.filter(**condition).values_list("pk", *cls.natural_key_lookups)
        return {pk: SEPARATOR.join(map(str, parts)) for pk, *parts in rows}

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of the lookups, in order."""
        return tuple(reduce(getattr, path.split("__"), self) for path in self.natural_key_lookups)


def content_models(base: type[models.Model] = KeyedModel) -> list[Any]:
    """Return the models of content, or those of them that derive from a base."""
    return [
        model for model in apps.get_app_config("policies").get_models() if issubclass(model, base)
    ]
