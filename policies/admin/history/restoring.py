"""Brings a page back to a former version: its row and its parts, checked like any change."""

import json
from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from reversion.models import Revision, Version

from policies.admin.history.versions import (
    REMOVABLE,
    Page,
    newest_revision,
    pages_in,
    part_models,
    place_of,
    record_page,
    rows_on_page,
    values_of,
)
from policies.models import Publishable, history
from policies.vocabulary import PublicationState


def restore(row: Model, revision: Revision, *, seen: str, author: User, reason: str) -> None:
    """Bring a row and its parts back to what a revision holds, as one revision of its own.

    Parts that came later are removed where their kind may be, else withdrawn. Raises
    ValidationError, and changes nothing, where the page was changed after the revision `seen`
    or the former version is not valid any more.
    """
    moment = timezone.localtime(revision.date_created)
    comment = f"恢复到 {moment:%Y-%m-%d %H:%M} 的版本：{reason}"
    parts = part_models(type(row))
    with history.change(author=author, reason=comment):
        rows_on_page(type(row), row.pk, parts, locked=True)
        if str(newest_revision({type(row): [row.pk]})) != seen:
            raise ValidationError("这一页刚被别人改过。请看过下面的差异，再决定是否恢复。")
        former = pages_in(row, [revision.pk])[revision.pk]
        put_back_page(row, former)
        for part in (p for m in parts for p in m._base_manager.filter(**{m.parent_field: row})):
            if (type(part), part.pk) not in former:
                remove(part)
        record_page(row)


def put_back_page(row: Model, former: Page) -> None:
    """Store a row and its parts as a former version of their page holds them."""
    free_positions(row, former.values())
    # Each row refers to earlier ones only: the page's own, then its parts by their models.
    order = [type(row), *part_models(type(row))]
    for version in sorted(former.values(), key=lambda each: order.index(place_of(each)[0])):
        put_back(version)


def free_positions(row: Model, former: Iterable[Version]) -> None:
    """Move the present parts behind every position that a former part takes back."""
    for model in part_models(type(row)):
        if "position" in {field.name for field in model._meta.fields}:
            present = model._base_manager.filter(**{model.parent_field: row})
            wanted = [values_of(v)["position"] for v in former if place_of(v)[0] is model]
            move_aside(present, list(present.values_list("pk", flat=True)), wanted)


def move_aside(rows: QuerySet[Any], leaving: Iterable[int], wanted: Iterable[int | None]) -> None:
    """Move the leaving among rows behind every position that one of the rows has or wants."""
    taken = [*rows.values_list("position", flat=True), *wanted]
    behind = count(max((position for position in taken if position is not None), default=0) + 1)
    for key, position in zip(leaving, behind, strict=False):
        rows.filter(pk=key).update(position=position)


def put_back(version: Version) -> None:
    """Store the row that a version holds; raise ValidationError where it is not valid any more.

    A field that is younger than the version keeps its present value.
    """
    model, key = place_of(version)
    stored, held = version.field_dict, json.loads(version.serialized_data)[0]["fields"]
    row = model._base_manager.filter(pk=key).first() or model(pk=key)
    try:
        for field in model._meta.concrete_fields:
            if field.name in held:
                setattr(row, field.attname, stored[field.attname])
        row.full_clean()
        row.save()
        for field in model._meta.many_to_many:
            if field.name in held:
                others: Any = field.related_model._base_manager
                getattr(row, field.name).set([others.get(pk=pk) for pk in stored[field.attname]])
    except ValidationError as error:
        raise ValidationError(f"“{version.object_repr}”：{'；'.join(error.messages)}") from error
    except ObjectDoesNotExist as error:
        raise ValidationError(f"“{version.object_repr}”依赖的内容已不存在。") from error


def remove(part: Model) -> None:
    """Remove a part, or withdraw it if it states a fact."""
    if type(part) in REMOVABLE:
        part.delete()
    elif isinstance(part, Publishable):
        part.publication = PublicationState.WITHDRAWN
        part.save()
