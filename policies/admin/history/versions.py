"""The versions of a page of content: its row and its parts, as django-reversion stored them."""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model, Q, QuerySet
from reversion.models import Revision, Version

from policies.diagnosis.staff import account_name, name_of
from policies.models import Condition, Path, SourceLink
from policies.models.history import record
from policies.models.keys import KeyedModel, content_models

# Facts are withdrawn; only these parts may go, because the versions of their parent keep them.
REMOVABLE = (Condition, Path, SourceLink)

Rows = Mapping[type[Model], Iterable[int]]
Place = tuple[type[Model], int]
Page = dict[Place, Version]  # a row and its parts in one revision


def part_models(model: type[Model]) -> list[type[KeyedModel]]:
    """Return the models whose rows are parts of a model's rows, in the order of the models."""
    return [
        part
        for part in content_models()
        if part.parent_field and part._meta.get_field(part.parent_field).related_model is model
    ]


def record_pages(model: type[Model], keys: Collection[int]) -> None:
    """Record rows and their parts as they are stored now, whatever was recorded on the way."""
    record(model._base_manager.filter(pk__in=keys))
    for part in part_models(model):
        record(part._base_manager.filter(**{f"{part.parent_field}__in": keys}))


def rows_on_page(
    model: type[Model], key: int, inlines: Iterable[Any], *, locked: bool = False
) -> Rows:
    """Return a row and those of the models in its page; `locked` keeps others from changing them.

    A database without row locks, such as SQLite, lets one transaction write at a time anyway.
    """
    rows: dict[type[Model], QuerySet[Any]] = {model: model._base_manager.filter(pk=key)}
    for inline in inlines:
        parent = next(field.name for field in inline._meta.fields if field.related_model is model)
        rows[inline] = inline._base_manager.filter(**{parent: key})
    return {
        each: list(
            (found.select_for_update() if locked else found)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        for each, found in rows.items()
    }


def author_of(revision: Revision) -> str:
    return name_of(revision.user, "系统")


def versions_of(rows: Rows) -> "QuerySet[Version]":
    """Return every version of the rows, newest first."""
    either = [
        Q(content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, keys))
        for model, keys in rows.items()
    ]
    found: QuerySet[Version] = Version.objects.filter(reduce(or_, either, Q(pk__in=())))
    return found


def newest_revision(rows: Rows) -> int:
    """Return the newest revision that holds any of the rows, 0 for none."""
    return versions_of(rows).aggregate(newest=Max("revision_id"))["newest"] or 0


def place_of(version: Version) -> Place:
    kind = ContentType.objects.get_for_id(version.content_type_id)
    return apps.get_model(kind.app_label, kind.model), int(version.object_id)


def values_of(version: Version) -> dict[str, Any]:
    """Return what a version holds by the names of the fields, keys of many rows sorted."""
    meta, stored = place_of(version)[0]._meta, version.field_dict
    values = {f.name: stored[f.attname] for f in meta.concrete_fields if not f.primary_key}
    return values | {f.name: sorted(stored.get(f.attname, ())) for f in meta.many_to_many}


def kinds(models: Iterable[type[Model]]) -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*models).values())


def pages_of(own: "QuerySet[Version]") -> dict[tuple[Place, int], Page]:
    """Return the pages whose own rows are in versions, each with its parts, by row and revision."""
    pages: dict[tuple[Place, int], Page] = {}
    for version in own:
        place = place_of(version)
        pages[place, version.revision_id] = {place: version}
    parts = [part for model in {place[0] for place, _ in pages} for part in part_models(model)]
    revisions = {revision for _, revision in pages}
    found = Version.objects.filter(revision__in=revisions, content_type__in=kinds(parts))
    for version in found.order_by("pk"):
        place = place_of(version)
        field: Any = place[0]._meta.get_field(place[0].parent_field)  # type: ignore[attr-defined]
        whole = (field.related_model, values_of(version)[field.name])
        if (whole, version.revision_id) in pages:
            pages[whole, version.revision_id][place] = version
    return pages


def pages_in(row: Model, revisions: Iterable[int]) -> dict[int, Page]:
    """Return a row with its parts, itself first, in each of the revisions that hold it."""
    own = versions_of({type(row): [row.pk]}).filter(revision_id__in=list(revisions))
    return {revision: page for (_, revision), page in pages_of(own).items()}


def newest_of_each(versions: "QuerySet[Version]") -> "QuerySet[Version]":
    """Return the newest of the versions of each row."""
    rows = versions.order_by().values("content_type", "object_id")
    newest: QuerySet[Version] = Version.objects.filter(
        pk__in=rows.annotate(newest=Max("pk")).values("newest")
    )
    return newest


def names_of(rows: Rows) -> dict[Place, str]:
    """Return the names of rows, also of those that are gone: two queries in all."""
    content: Rows = {model: keys for model, keys in rows.items() if issubclass(model, KeyedModel)}
    newest = newest_of_each(versions_of(content)).defer("serialized_data")
    names = {place_of(version): version.object_repr for version in newest}
    accounts = User.objects.filter(pk__in=rows.get(User, ()))
    return names | {(User, account.pk): account_name(account) for account in accounts}
