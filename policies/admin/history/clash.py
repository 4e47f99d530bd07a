"""Two people on one page: the second learns what the first changed before anything is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model, QuerySet
from reversion.models import Revision

from policies.admin.history.changes import RowChange, described, related_keys
from policies.admin.history.comparing import REMOVED, differences, rows_that_differ
from policies.admin.history.versions import (
    Rows,
    names_of,
    pages_in,
    states_of,
    versions_of,
)
from policies.diagnosis.staff import account_name

OPENED = "opened_revision"  # the field of a form that says which revision its page showed
PROGRAM = "系统"


@dataclass(frozen=True)
class Clash:
    """What others did to a page since it was opened."""

    newest: int
    revisions: tuple[Revision, ...]
    changes: tuple[RowChange, ...]

    @property
    def authors(self) -> str:
        return "、".join(dict.fromkeys(author_of(revision) for revision in self.revisions))

    @property
    def lacks_rows(self) -> bool:
        """Return whether a row is gone that the page still shows."""
        return any(change.how == REMOVED for change in self.changes)


def author_of(revision: Revision) -> str:
    return account_name(revision.user) if revision.user else PROGRAM


def rows_on_page(
    model: type[Model], key: int | None, inlines: Iterable[Any], *, locked: bool = False
) -> Rows:
    """Return a row and those of the models in its page; `locked` keeps others from changing them.

    A database without row locks, such as SQLite, lets one transaction write at a time anyway.
    """
    if key is None:
        return {}
    rows: dict[type[Model], QuerySet[Any]] = {model: model._base_manager.filter(pk=key)}
    for inline in inlines:
        whole = next(field.name for field in inline._meta.fields if field.related_model is model)
        rows[inline] = inline._base_manager.filter(**{whole: key})
    keys: dict[type[Model], list[int]] = {}
    for each, found in rows.items():
        wanted = found.select_for_update() if locked else found
        keys[each] = list(wanted.order_by("pk").values_list("pk", flat=True))
    return keys


def newest_revision(rows: Rows) -> int | None:
    """Return the newest revision that holds any of the rows."""
    newest: int | None = versions_of(rows).aggregate(newest=Max("revision_id"))["newest"]
    return newest


def find_clash(row: Model, rows: Rows, opened: str) -> Clash | None:
    """Return what changed on a page since the revision that it showed; None if nothing did."""
    newest = newest_revision(rows)
    since = int(opened) if opened.isdecimal() else 0
    if newest is None or newest <= since:
        return None
    changed = versions_of(rows).filter(revision_id__gt=since).values("revision_id")
    revisions = Revision.objects.filter(pk__in=changed).select_related("user").order_by("pk")
    return Clash(newest, tuple(revisions), tuple(changes_since(row, rows, since)))


def changes_since(row: Model, rows: Rows, since: int) -> list[RowChange]:
    """Return what the rows of a page held at a revision, and hold now, differently."""
    if not since:
        return []
    versions = versions_of({type(row): [row.pk]})
    former, latest = (
        found.aggregate(last=Max("revision_id"))["last"] or 0
        for found in (versions.filter(revision_id__lte=since), versions)
    )
    pages = pages_in(row, [former, latest])
    found = differences(pages.get(former), pages.get(latest))
    others = {model: keys for model, keys in rows.items() if not model.parent_field}  # type: ignore[attr-defined]
    del others[type(row)]
    found += rows_that_differ(states_of(others, upto=since), states_of(others), is_part=True)
    return described(found, names_of(related_keys(found)))
