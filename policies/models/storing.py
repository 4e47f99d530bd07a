"""Storing many rows of content at once, by few queries, under the rules of a single one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

AT_A_TIME = 500

Links = Mapping[str, Collection[int]]  # by the name of a relation to many, the keys of its rows


class InvalidRow(Exception):
    """A row that breaks a rule, so that none was stored; the messages are for editors."""

    def __init__(self, row: Any, error: ValidationError) -> None:
        super().__init__(f"{row._meta.model_name}: {error}")
        self.row, self.error = row, error


def store_rows(rows: Sequence[tuple[Any, Links]], *, only_editable: bool = False) -> None:
    """Store rows of one model, new or not, with exactly the links that are named.

    What only the database can tell is asked of each row alone once it has refused them together.
    It is for the caller to record them. Raises InvalidRow.
    """
    stored = [row for row, _ in rows]
    meta, manager = stored[0]._meta, type(stored[0])._base_manager
    fields = [f for f in meta.concrete_fields if not f.primary_key]
    fields = [field for field in fields if field.editable or not only_editable]
    for field in fields:
        if field.is_relation:
            refuse_gone(field, [(row, getattr(row, field.attname)) for row in stored])
    for row in stored:
        clean(row, whole=False)
    names = [field.name for field in fields]
    try:
        with transaction.atomic():
            manager.bulk_create(
                stored, AT_A_TIME, update_conflicts=True, unique_fields=["id"], update_fields=names
            )
    except IntegrityError as refusal:
        for row in stored:
            clean(row, whole=True)
        raise InvalidRow(stored[0], ValidationError(str(refusal))) from refusal
    for field in meta.many_to_many:
        store_links(field, [(row, links[field.name]) for row, links in rows if field.name in links])


def clean(row: Any, *, whole: bool) -> None:
    """Check a row, the `whole` of it with what must be asked of the database."""
    row._state.adding = row.pk is None
    try:
        if whole:
            row.full_clean()
        else:
            row.clean_fields({f.name for f in row._meta.concrete_fields if f.is_relation})
            row.clean()
    except ValidationError as error:
        raise InvalidRow(row, error) from error


def store_links(field: Any, rows: Sequence[tuple[Any, Collection[int]]]) -> None:
    """Give each row exactly these rows of a relation to many."""
    refuse_gone(field, [(row, key) for row, keys in rows for key in keys])
    manager: Any = field.remote_field.through._base_manager
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    of_rows = manager.filter(**{f"{own}__in": [row.pk for row, _ in rows]})
    present = {(a, b): pk for pk, a, b in of_rows.values_list("pk", own, other)}
    wanted = {(row.pk, key) for row, keys in rows for key in keys}
    manager.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    missing = (manager.model(**{own: a, other: b}) for a, b in sorted(wanted - present.keys()))
    manager.bulk_create(missing, AT_A_TIME)


def refuse_gone(field: Any, references: Sequence[tuple[Any, int | None]]) -> None:
    """Raise InvalidRow where a row refers by a field to a row that is not there any more."""
    keys = {key for _, key in references if key is not None}
    there = set(field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    for row, key in references:
        if key is not None and key not in there:
            raise InvalidRow(row, ValidationError("依赖的内容已不存在。"))
