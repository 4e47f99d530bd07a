"""The last changes of content: who changed what, when and why."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Count, OuterRef, Subquery
from reversion.models import Revision, Version

from policies.admin.dashboard.content import content, page_of
from policies.diagnosis.staff import account_name
from policies.models.keys import KeyedModel

MOST_CHANGES = 10
BY_THE_SITE = "系统"


@dataclass(frozen=True, slots=True)
class Change:
    """One revision; `others` counts the pages that changed along with the one named."""

    what: str
    kind: str
    address: str
    others: int
    who: str
    when: datetime
    why: str


def recent_changes() -> list[Change]:
    """Return the last changes, newest first: two queries."""
    wholes = [model._meta.model_name for model in content(KeyedModel) if not model.parent_field]
    pages = Version.objects.filter(
        revision=OuterRef("pk"),
        content_type__app_label="policies",
        content_type__model__in=wholes,
    ).order_by()
    number = pages.values("revision").annotate(number=Count("pk")).values("number")
    revisions = list(
        Revision.objects.select_related("user")
        .annotate(page=Subquery(pages.order_by("pk").values("pk")[:1]), pages=Subquery(number))
        .exclude(page=None)
        .order_by("-date_created", "-pk")[:MOST_CHANGES]
    )
    versions = Version.objects.select_related("content_type").defer("serialized_data")
    shown = versions.in_bulk([revision.page for revision in revisions])
    return [change_of(revision, shown[revision.page]) for revision in revisions]


def change_of(revision: Revision, version: Version) -> Change:
    model = apps.get_model("policies", version.content_type.model)
    return Change(
        what=version.object_repr,
        kind=str(model._meta.verbose_name),
        address=page_of(model, int(version.object_id)),
        others=revision.pages - 1,
        who=account_name(revision.user) if revision.user else BY_THE_SITE,
        when=revision.date_created,
        why=revision.comment,
    )
