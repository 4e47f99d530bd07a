"""Every change of content in one revision with author, time and reason, however it is made."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import reversion
from django.contrib.auth.models import User
from django.db import models, transaction
from reversion.signals import post_revision_commit

from policies.models.revision import ContentRevision

SEEDING = "首次录入"  # why a row was created from the fixtures, by nobody

_followed: dict[Any, tuple[str, ...]] = {}  # by model, the relations to its parent and parts
_stored: ContextVar[int | None] = ContextVar("stored revision", default=None)


class Change:
    """A change of content; once it is stored, `revision` is the key of what it became.

    None where nothing changed, and for a change that joined another.
    """

    revision: int | None = None


@contextmanager
def change(*, author: User | None = None, reason: str = "") -> Iterator[Change]:
    """Run a transaction whose changes of content become one revision, and one new content.

    Inside another change it joins that one; author and reason given last are those recorded.
    """
    is_whole = not reversion.is_active()
    made = Change()
    _stored.set(None)
    with reversion.create_revision():
        if author is not None:
            reversion.set_user(author)
        if reason:
            reversion.set_comment(reason)
        yield made
        if is_whole and not transaction.get_rollback():
            ContentRevision.rotate()  # last: others who change content wait from here to the commit
    if is_whole:
        made.revision = _stored.get()


def _note_revision(revision: Any, **details: Any) -> None:
    _stored.set(revision.pk)


post_revision_commit.connect(_note_revision)


def record(rows: Iterable[models.Model]) -> None:
    """Put the present state of rows into the revision of the running change.

    Of a queryset, what their versions hold and follow is read for all of them at once.
    """
    if isinstance(rows, models.QuerySet):
        rows = rows.prefetch_related(*_told_with(rows.model))
    for row in rows:
        reversion.add_to_revision(row)


def _told_with(model: Any, depth: int = 2) -> Iterator[str]:
    """Yield the relations that versions of rows hold, are named by, and follow."""
    yield from (field.name for field in model._meta.many_to_many)
    yield from getattr(model, "url_relations", ())
    for name in _followed[model] if depth else ():
        yield name
        related = model._meta.get_field(name).related_model
        yield from (f"{name}__{path}" for path in _told_with(related, depth - 1))


def keep_history(models_with_history: Iterable[Any]) -> None:
    """Register the models, each part together with the parent that editors see it in.

    A revision of a criterion so holds its conditions and paths too, whichever of them changed.
    """
    registered = list(models_with_history)
    parts: dict[Any, list[str]] = {}
    for model in registered:
        if model.parent_field:
            field = model._meta.get_field(model.parent_field)
            parts.setdefault(field.related_model, []).append(field.remote_field.related_name)
    for model in registered:
        parent = (model.parent_field,) if model.parent_field else ()
        _followed[model] = (*parent, *parts.get(model, ()))
        reversion.register(model, follow=_followed[model])
