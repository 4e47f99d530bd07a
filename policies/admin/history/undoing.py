"""Bringing content back: a page to a former version, or a whole change, checked like any change."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import count
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from reversion.models import Revision, Version

from policies.admin.base import desk_page
from policies.admin.history.changes import Difference, described, differences
from policies.admin.history.versions import (
    REMOVABLE,
    Page,
    Place,
    author_of,
    kinds,
    newest_of_each,
    newest_revision,
    pages_in,
    pages_of,
    part_models,
    place_of,
    record_pages,
    rows_on_page,
    values_of,
)
from policies.diagnosis.staff import staff_of
from policies.models import Publishable
from policies.models.history import SEEDING, Change, change
from policies.models.keys import KeyedModel, content_models
from policies.models.storing import InvalidRow, Links, store_rows
from policies.vocabulary import PublicationState

REMOVES = "；移走当时新增的内容"  # stands in the reason of an undo that cannot itself be undone


def restore(row: Model, revision: Revision, *, seen: str, author: User, reason: str) -> None:
    """Bring a row and its parts back to what a revision holds, as one revision of its own.

    Parts that came later are removed where their kind may be, else withdrawn. Raises
    ValidationError, and changes nothing, where the page was changed after the revision `seen`
    or the former version is not valid any more.
    """
    moment = timezone.localtime(revision.date_created)
    comment = f"恢复到 {moment:%Y-%m-%d %H:%M} 的版本：{reason}"
    parts = part_models(type(row))
    with change(author=author, reason=comment):
        rows_on_page(type(row), row.pk, parts, locked=True)
        if str(newest_revision({type(row): [row.pk]})) != seen:
            raise ValidationError("这一页刚被别人改过。请看过下面的差异，再决定是否恢复。")
        former = pages_in(row, [revision.pk])[revision.pk]
        put_back(former.values())
        for part in (p for m in parts for p in m._base_manager.filter(**{m.parent_field: row})):
            if (type(part), part.pk) not in former:
                remove(part)
        record_pages(type(row), [row.pk])


def put_back(former: Iterable[Version]) -> None:
    """Store the rows of pages as former versions hold them; raise ValidationError for none.

    Rows that are gone come back; a field that is younger than a version keeps its present value.
    """
    versions: dict[Any, dict[int, Version]] = {}
    for version in former:
        model, key = place_of(version)
        versions.setdefault(model, {})[key] = version
    # Each row refers to earlier ones only: those of the pages, then their parts by their models.
    order = content_models()
    for model in sorted(versions, key=lambda m: (bool(m.parent_field), order.index(m))):
        free_positions(model, versions[model])
        present = model._base_manager.in_bulk(versions[model])
        rows = [
            held_by(version, present.get(key) or model(pk=key))
            for key, version in versions[model].items()
        ]
        try:
            store_rows(rows)
        except InvalidRow as invalid:
            name = versions[model][invalid.row.pk].object_repr
            raise ValidationError(f"“{name}”：{'；'.join(invalid.error.messages)}") from invalid


def held_by(version: Version, row: Any) -> tuple[Any, Links]:
    """Give a row the values that a version holds; return it with its links."""
    stored, held = version.field_dict, json.loads(version.serialized_data)[0]["fields"]
    for field in row._meta.concrete_fields:
        if field.name in held:
            setattr(row, field.attname, stored[field.attname])
    links = (field for field in row._meta.many_to_many if field.name in held)
    return row, {field.name: stored[field.attname] for field in links}


def free_positions(model: Any, former: Mapping[int, Version]) -> None:
    """Move the parts of pages that stand where former ones did behind all others."""
    parent = model.parent_field
    if not parent or "position" not in {field.name for field in model._meta.fields}:
        return
    values = {key: values_of(version) for key, version in former.items()}
    wanted = {(row[parent], row["position"]): key for key, row in values.items()}
    for page in {page for page, _ in wanted}:
        rows = model._base_manager.filter(**{parent: page})
        present = dict(rows.values_list("pk", "position"))
        leaving = [pk for pk, at in present.items() if wanted.get((page, at), pk) != pk]
        move_aside(rows, leaving, [at for of, at in wanted if of == page])


def move_aside(rows: QuerySet[Any], leaving: Iterable[int], wanted: Iterable[int | None]) -> None:
    """Move the leaving among rows behind every position that one of the rows has or wants."""
    taken = [*rows.values_list("position", flat=True), *wanted]
    behind = count(max((position for position in taken if position is not None), default=0) + 1)
    for key, position in zip(leaving, behind, strict=False):
        rows.filter(pk=key).update(position=position)


def remove(part: Model) -> None:
    """Remove a part, or withdraw it if it states a fact."""
    if type(part) in REMOVABLE:
        part.delete()
    elif isinstance(part, Publishable):
        part.publication = PublicationState.WITHDRAWN
        part.save()


class Undo(NamedTuple):
    """What undoing a revision does, and what has changed since, which it may not overwrite."""

    former: dict[Place, Page]  # the pages as they were before, empty ones of new rows
    created: list[Version]
    changes: list[Difference]
    since: list[Difference]


def may_be_undone(revision: Revision) -> bool:
    """Return whether a revision can be taken back at all: not the first filling of the site."""
    is_seeding = revision.user_id is None and revision.comment == SEEDING
    return not is_seeding and not revision.comment.endswith(REMOVES)


def undo_of(revision: Revision) -> Undo:
    """Return what undoing a revision does; the number of queries does not grow with its rows."""
    versions = pages_in_revision(revision)
    after = pages_by_place(versions)
    others = Version.objects.filter(content_type__in=kinds(model for model, _ in after))
    rows = others.filter(object_id__in=versions.values("object_id"))
    before = pages_by_place(newest_of_each(rows.filter(revision__lt=revision)))
    now = pages_by_place(newest_of_each(rows))
    stored = {
        (rows.model, key) for rows in rows_at(after) for key in rows.values_list("pk", flat=True)
    }
    undo = Undo({}, [], [], [])
    for place, page in after.items():
        model, former = place[0], before.get(place, {})
        if changes := differences(page, former, model):
            undo.former[place] = former
            undo.created.extend(page[row] for row in page if row not in former)
            undo.changes.extend(changes)
            present = now[place] if place in stored else {}
            undo.since.extend(differences(page, present, model))
    return undo


def pages_by_place(own: "QuerySet[Version]") -> dict[Place, Page]:
    return {place: page for (place, _), page in pages_of(own).items()}


@transaction.atomic
def undo(revision: Revision, *, author: User) -> Change:
    """Take a revision back whole, as a revision of its own; raise ValidationError for none of it.

    Rows that it created are deleted; the new revision keeps what they were.
    """
    moment = timezone.localtime(revision.date_created)
    reason = f"撤销 {moment:%Y-%m-%d %H:%M} 的改动：{revision.comment}"
    with change(author=author) as made:
        for rows in rows_at(map(place_of, pages_in_revision(revision))):
            list(rows.select_for_update().values("pk"))
        found = undo_of(revision)
        if found.since or not found.changes:
            raise ValidationError("这次改动之后，其中的内容又改过，什么也没有撤销。")
        if not all(found.former.values()):
            reason += REMOVES
        with change(reason=reason):
            take_back(found)
    if made.revision is None:  # nothing is left of what was changed
        now = timezone.now()
        made.revision = Revision.objects.create(date_created=now, user=author, comment=reason).pk
    for version in found.created:
        version.pk, version.revision_id = None, made.revision
    Version.objects.bulk_create(found.created)
    return made


def take_back(found: Undo) -> None:
    """Restore the pages of an undo and delete the rows that the change created."""
    put_back(version for page in found.former.values() for version in page.values())
    for rows in reversed(rows_at(map(place_of, found.created))):
        delete(rows)
    kept = [place for place, page in found.former.items() if page]
    for rows in rows_at(kept):
        record_pages(rows.model, rows.values_list("pk", flat=True))


def delete(rows: QuerySet[Any]) -> None:
    """Delete rows and their parts; raise ValidationError where other content refers to them."""
    for relation in rows.model._meta.related_objects:
        other, field = relation.related_model, relation.field
        if not issubclass(other, KeyedModel) or other.parent_field == field.name:
            continue
        users = other._base_manager.filter(**{f"{field.name}__in": rows})
        if other is rows.model:
            users = users.exclude(pk__in=rows)
        if user := users.first():
            raise ValidationError(f"当时新增的内容现在被“{user}”用到，什么也没有撤销。")
    if any(field.related_model is rows.model for field in rows.model._meta.fields):
        for row in rows.order_by("-pk"):  # a city before its province
            row.delete()
    rows.delete()


def rows_at(places: Iterable[Place]) -> list[QuerySet[Any]]:
    """Return the rows by model, in the order in which models refer to each other."""
    keys: dict[type[Model], list[int]] = {}
    for model, key in places:
        keys.setdefault(model, []).append(key)
    return [
        m._base_manager.filter(pk__in=keys[m]).order_by("pk") for m in content_models() if m in keys
    ]


def pages_in_revision(revision: Revision) -> "QuerySet[Version]":
    """Return the versions in a revision of rows that have a page of their own."""
    models = (model for model in content_models() if not model.parent_field)
    found: QuerySet[Version] = revision.version_set.filter(content_type__in=kinds(models))
    return found


def undo_address(revision: Revision) -> str:
    """Return where a revision is undone; nothing where it cannot be."""
    return reverse("admin:undo", args=[revision.pk]) if may_be_undone(revision) else ""


def offer_undo(request: HttpRequest, made: Change) -> None:
    """Say on the next page where a change that was just stored can be taken back."""
    revision = Revision.objects.filter(pk=made.revision).first()
    if revision and (address := undo_address(revision)):
        messages.info(request, format_html('<a href="{}">撤销这次改动</a>', address))


def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing a change brings back, or what has changed since; undo it whole."""
    revision = get_object_or_404(Revision.objects.select_related("user"), pk=pk)
    if not may_be_undone(revision):
        raise Http404
    found = undo_of(revision)
    rights = {f"policies.change_{model._meta.model_name}" for model, _ in found.former}
    if not staff_of(request).has_perms(rights):
        raise PermissionDenied
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            made = undo(revision, author=staff_of(request))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            found, status = undo_of(revision), HTTPStatus.CONFLICT
        else:
            messages.success(request, f"已撤销，恢复了{len(found.former)}处。")
            offer_undo(request, made)
            return redirect("admin:index")
    return desk_page(
        request,
        "history/undo",
        "撤销这次改动",
        status,
        revision=revision,
        author=author_of(revision),
        count=len(found.former),
        changes=described(found.changes),
        since=described(found.since),
    )
