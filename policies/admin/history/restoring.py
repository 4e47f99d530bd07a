"""Brings a page back to a former version: its row and its parts, checked like any change."""

from typing import Any

from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializedObject
from django.db.models import Model
from django.utils import timezone
from reversion.models import Revision, Version

from policies.admin.editing.rows import move_aside
from policies.admin.history.clash import newest_revision, rows_on_page
from policies.admin.history.versions import (
    REMOVABLE,
    part_models,
    read_version,
    record_page,
    versions_on_page,
)
from policies.models import Publishable, history
from policies.vocabulary import PublicationState

Place = tuple[type[Model], int]


def restore(row: Model, revision: Revision, *, seen: int | None, author: User, reason: str) -> None:
    """Bring a row and its parts back to what a revision holds, as one revision of its own.

    Parts that came later are removed where their kind may be, else withdrawn. Raises
    ValidationError, and changes nothing, where the page was changed after the revision `seen`
    or the former version is not valid any more.
    """
    moment = timezone.localtime(revision.date_created)
    comment = f"恢复到 {moment:%Y-%m-%d %H:%M} 的版本：{reason}"
    with history.change(author=author, reason=comment):
        rows_on_page(type(row), row.pk, part_models(type(row)), locked=True)
        if newest_revision({type(row): [row.pk]}) != seen:
            raise ValidationError("这一页刚被别人改过。请看过下面的差异，再决定是否恢复。")
        former = in_order_of_reference(row, versions_on_page(row, [revision.pk]))
        free_positions(row, former)
        stored = [put_back(version) for version in former]
        for each in stored:
            link(each)
        remove_later(row, {(type(each.object), each.object.pk) for each in stored})
        record_page(row)


def in_order_of_reference(row: Model, versions: list[Version]) -> list[Version]:
    """Return versions so that each refers to earlier ones only: the row, then its parts."""
    order = [type(row), *part_models(type(row))]
    return sorted(versions, key=lambda version: order.index(read_version(version).model))


def free_positions(row: Model, former: list[Version]) -> None:
    """Move the present parts behind every position that a former part takes back."""
    states = [read_version(version) for version in former]
    for model in part_models(type(row)):
        if "position" in {field.name for field in model._meta.fields}:
            present = model._base_manager.filter(**{model.parent_field: row})
            wanted = [state.values["position"] for state in states if state.model is model]
            move_aside(present, list(present.values_list("pk", flat=True)), wanted)


def put_back(version: Version) -> DeserializedObject:
    """Store the row that a version holds; raise ValidationError where it is not valid any more."""
    stored = next(serializers.deserialize("json", version.serialized_data, ignorenonexistent=True))
    row: Any = stored.object
    row._state.adding = not type(row)._base_manager.filter(pk=row.pk).exists()
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError(f"“{version.object_repr}”：{'；'.join(error.messages)}") from error
    except ObjectDoesNotExist as error:
        raise ValidationError(f"“{version.object_repr}”依赖的内容已不存在。") from error
    row.save()
    return stored


def link(stored: DeserializedObject) -> None:
    """Link a row to the many others that it named; raise ValidationError where one is gone."""
    row: Any = stored.object
    for name, keys in (stored.m2m_data or {}).items():
        others = row._meta.get_field(name).related_model._base_manager.filter(pk__in=keys)
        if others.count() < len(set(keys)):
            raise ValidationError(f"“{row}”依赖的内容已不存在。")
        getattr(row, name).set(others)


def remove_later(row: Model, former: set[Place]) -> None:
    """Remove or withdraw the parts that a former version did not have."""
    for model in part_models(type(row)):
        for part in model._base_manager.filter(**{model.parent_field: row}):
            if (model, part.pk) in former:
                continue
            if model in REMOVABLE:
                part.delete()
            elif isinstance(part, Publishable):
                part.publication = PublicationState.WITHDRAWN
                part.save()
