"""The versions of a page of content: its row and its parts, as a revision left them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model, Q, QuerySet
from reversion.models import Version

from policies.diagnosis.staff import account_name
from policies.models import Condition, Path, SourceLink
from policies.models.history import record
from policies.models.keys import KeyedModel

# Facts are withdrawn; only these parts may go, because the versions of their whole keep them.
REMOVABLE = (Condition, Path, SourceLink)

Rows = Mapping[type[Model], Iterable[int]]


@dataclass(frozen=True)
class RowState:
    """The values of a row in one version: related rows by their keys, many of them sorted."""

    model: type[Model]
    key: int
    name: str
    values: dict[str, Any]


@dataclass(frozen=True)
class PageState:
    """A row with its parts in one revision."""

    row: RowState
    parts: tuple[RowState, ...] = ()


def part_models(model: type[Model]) -> list[type[KeyedModel]]:
    """Return the models whose rows are parts of a model's rows, in the order of the models."""
    keyed = (m for m in apps.get_app_config("policies").get_models() if issubclass(m, KeyedModel))
    return [
        part
        for part in keyed
        if part.parent_field and part._meta.get_field(part.parent_field).related_model is model
    ]


def record_page(row: Model) -> None:
    """Record a row and its parts as they are stored now, whatever was recorded on the way."""
    record(type(row)._base_manager.filter(pk=row.pk))
    for part in part_models(type(row)):
        record(part._base_manager.filter(**{part.parent_field: row}))


def versions_of(rows: Rows) -> "QuerySet[Version]":
    """Return every version of the rows, newest first."""
    either = [
        Q(content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, keys))
        for model, keys in rows.items()
    ]
    found: QuerySet[Version] = Version.objects.filter(reduce(or_, either, Q(pk__in=())))
    return found


def read_version(version: Version) -> RowState:
    """Return the values that a version holds; fields that are gone since are left out."""
    kind = ContentType.objects.get_for_id(version.content_type_id)
    model = apps.get_model(kind.app_label, kind.model)
    stored = json.loads(version.serialized_data)[0]["fields"]
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    values = {f.name: read_value(f, stored[f.name]) for f in fields if f.name in stored}
    return RowState(model, int(version.object_id), version.object_repr, values)


def read_value(field: Any, stored: Any) -> Any:
    """Return a serialised value as the field holds it, so that equal values compare as equal."""
    if field.many_to_many:
        return sorted(stored)
    return field.target_field.to_python(stored) if field.is_relation else field.to_python(stored)


def versions_on_page(row: Model, revisions: Iterable[int]) -> list[Version]:
    """Return the versions of a row and of its parts in the revisions that hold it."""
    keys = list(revisions)
    parts = [ContentType.objects.get_for_model(model) for model in part_models(type(row))]
    in_revisions = Version.objects.filter(revision_id__in=keys)
    return [
        *versions_of({type(row): [row.pk]}).filter(revision_id__in=keys),
        *(v for v in in_revisions.filter(content_type__in=parts).order_by("pk") if is_part(v, row)),
    ]


def is_part(version: Version, row: Model) -> bool:
    state = read_version(version)
    whole = state.values[state.model.parent_field]  # type: ignore[attr-defined]
    return bool(whole == row.pk)


def pages_in(row: Model, revisions: Iterable[int]) -> dict[int, PageState]:
    """Return the state of a row's page in each of the revisions that hold it."""
    states: dict[int, list[RowState]] = {}
    for version in versions_on_page(row, revisions):
        states.setdefault(version.revision_id, []).append(read_version(version))
    return {
        revision: PageState(rows[0], tuple(rows[1:]))
        for revision, rows in states.items()
        if rows[0].model is type(row)
    }


def states_of(rows: Rows, *, upto: int | None = None) -> list[RowState]:
    """Return the newest state of each row, or its newest up to a revision."""
    versions = versions_of(rows)
    if upto is not None:
        versions = versions.filter(revision_id__lte=upto)
    return [read_version(version) for version in newest_of_each(versions)]


def newest_of_each(versions: "QuerySet[Version]") -> "QuerySet[Version]":
    """Return the newest of the versions of each row."""
    rows = versions.order_by().values("content_type", "object_id")
    newest: QuerySet[Version] = Version.objects.filter(
        pk__in=rows.annotate(newest=Max("pk")).values("newest")
    )
    return newest


def names_of(rows: Rows) -> dict[tuple[type[Model], int], str]:
    """Return the names of rows, also of those that are gone: two queries in all."""
    content: Rows = {model: keys for model, keys in rows.items() if issubclass(model, KeyedModel)}
    names: dict[tuple[type[Model], int], str] = {}
    for version in newest_of_each(versions_of(content)).defer("serialized_data"):
        kind = ContentType.objects.get_for_id(version.content_type_id)
        model = apps.get_model(kind.app_label, kind.model)
        names[model, int(version.object_id)] = version.object_repr
    for account in User.objects.filter(pk__in=rows.get(User, ())):
        names[User, account.pk] = account_name(account)
    return names
