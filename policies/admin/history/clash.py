"""Two people on one page: the second learns what the first changed before anything is saved."""

from typing import Any

from django.db.models import Model
from reversion.models import Revision

from policies.admin.history.changes import REMOVED, Difference, described, differences
from policies.admin.history.versions import (
    Page,
    Rows,
    newest_of_each,
    newest_revision,
    pages_in,
    place_of,
    versions_of,
)
from policies.diagnosis.staff import name_of

OPENED = "opened_revision"  # the field of a form that says which revision its page showed


def author_of(revision: Revision) -> str:
    return name_of(revision.user, "系统")


def find_clash(row: Model, rows: Rows, opened: str) -> dict[str, Any] | None:
    """Return what others did to a page since the revision that it showed; None for nothing."""
    newest = newest_revision(rows)
    since = int(opened) if opened.isdecimal() else 0
    if newest <= since:
        return None
    changed = versions_of(rows).filter(revision_id__gt=since).values("revision_id")
    revisions = Revision.objects.filter(pk__in=changed).select_related("user").order_by("pk")
    found = changes_since(row, rows, since) if since else []
    return {
        "newest": newest,
        "revisions": revisions,
        "authors": "、".join(dict.fromkeys(map(author_of, revisions))),
        "changes": described(found),
        "lacks_rows": any(difference.how == REMOVED for difference in found),
    }


def changes_since(row: Model, rows: Rows, since: int) -> list[Difference]:
    """Return what the rows of a page held at a revision, and hold now, differently."""
    # Rows with a page of their own are in no revision of this one.
    others = {model: keys for model, keys in rows.items() if not model.parent_field}  # type: ignore[attr-defined]
    del others[type(row)]

    def page_at(upto: int) -> Page:
        own = versions_of({type(row): [row.pk]}).filter(revision_id__lte=upto).first()
        page = pages_in(row, [own.revision_id])[own.revision_id] if own else {}
        newest = newest_of_each(versions_of(others).filter(revision_id__lte=upto))
        return page | {place_of(version): version for version in newest}

    return differences(page_at(since), page_at(newest_revision(rows)), type(row))
