"""Storing many rows of content at once, by few queries, under the rules of a single one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

AT_A_TIME = 500
GONE = "依赖的内容已不存在。"

Links = Mapping[str, Collection[int]]  # by the name of a relation to many, the keys of its rows


class InvalidRow(Exception):
    """A row that breaks a rule, so that none was stored; the messages are for editors."""

    def __init__(self, row: Any, error: ValidationError) -> None:
        super().__init__(f"{row._meta.model_name}: {error}")
        self.row, self.error = row, error


def store_rows(rows: Sequence[tuple[Any, Links]]) -> None:
    """Store rows of one model, new or not, with exactly the links that are named.

    What only the database can tell is asked of each row alone once it has refused them together.
    It is for the caller to record them. Raises InvalidRow.
    """
    meta, manager = rows[0][0]._meta, type(rows[0][0])._base_manager
    relations = {field for field in meta.concrete_fields if field.is_relation}
    for row, _ in rows:
        with blaming(row):
            row.clean_fields({field.name for field in relations})
    refuse_gone([(row, f, getattr(row, f.attname)) for row, _ in rows for f in relations])
    fields = [field.name for field in meta.concrete_fields if not field.primary_key]
    stored = [row for row, _ in rows]
    for row in stored:
        with blaming(row):
            row.clean()
    try:
        with transaction.atomic():
            manager.bulk_create(
                stored, AT_A_TIME, update_conflicts=True, unique_fields=["id"], update_fields=fields
            )
    except IntegrityError as refusal:
        for row in stored:
            with blaming(row):
                row.full_clean()
        raise InvalidRow(stored[0], ValidationError(str(refusal))) from refusal
    for field in meta.many_to_many:
        store_links(field, [(row, links[field.name]) for row, links in rows if field.name in links])


def store_links(field: Any, rows: Sequence[tuple[Any, Collection[int]]]) -> None:
    """Give each row exactly these rows of a relation to many."""
    refuse_gone([(row, field, key) for row, keys in rows for key in keys])
    manager: Any = field.remote_field.through._base_manager
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    of_rows = manager.filter(**{f"{own}__in": [row.pk for row, _ in rows]})
    present = {(a, b): pk for pk, a, b in of_rows.values_list("pk", own, other)}
    wanted = {(row.pk, key) for row, keys in rows for key in keys}
    manager.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    missing = (manager.model(**{own: a, other: b}) for a, b in sorted(wanted - present.keys()))
    manager.bulk_create(missing, AT_A_TIME)


def refuse_gone(references: Sequence[tuple[Any, Any, int | None]]) -> None:
    """Raise InvalidRow where a row refers by a field to a row that is not there any more."""
    wanted: dict[type[models.Model], set[int]] = {}
    for _, field, key in references:
        if key is not None:
            wanted.setdefault(field.related_model, set()).add(key)
    there = {
        (model, pk)
        for model, keys in wanted.items()
        for pk in model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
    }
    for row, field, key in references:
        if key is not None and (field.related_model, key) not in there:
            raise InvalidRow(row, ValidationError({field.name: GONE}))


@contextmanager
def blaming(row: Any) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise InvalidRow(row, error) from error
