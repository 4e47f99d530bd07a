"""What changed on the site, as readers are told."""

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from markdownx.models import MarkdownxField

from policies.models.publishing import Edition, Publishable, PublishableQuerySet
from policies.models.sources import SourceDocument
from policies.vocabulary import PublicationState


class UpdateNoteQuerySet(PublishableQuerySet["UpdateNote"]):
    """Reads of update notes."""

    def newest_first(self) -> Self:
        """Return the notes with their documents, newest first."""
        return self.select_related("source").order_by("-publish_at", "-pk")

    def about(self, slug: str) -> Self:
        """Return what concerns a topic page, or a place on it."""
        return self.filter(address__startswith=f"/{slug}/")

    def for_feed(self, edition: Edition) -> Self:
        """Return what subscribers are told of: minor changes stay out."""
        return self.in_edition(edition).filter(is_minor=False).newest_first()


class UpdateNote(Publishable):
    """One entry of the list of updates; `publish_at` is its date."""

    code = models.SlugField("代号", unique=True)
    title = models.CharField("改了什么", max_length=120)
    body = MarkdownxField("说明", blank=True)
    address = models.CharField(
        "页面", max_length=200, blank=True, help_text="改动所在的页面，例如 /xiaojuren/#criteria"
    )
    source = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="update_notes",
        verbose_name="依据",
    )
    is_minor = models.BooleanField("小改动，不进订阅", default=False)

    objects = UpdateNoteQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "更新说明"
        verbose_name_plural = "更新说明"
        ordering = ("-publish_at", "-pk")
        constraints = (
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(publish_at__isnull=False)
                | ~models.Q(publication=PublicationState.PUBLISHED),
                name="updatenote_published_has_date",
                violation_error_message="已发布的更新说明要有日期。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('updates')}#{self.code}"


def announce(row: models.Model, *, title: str, is_minor: bool = False) -> UpdateNote:
    """Tell readers of a change, at the time at which they see the row itself.

    A draft's note stays a draft beside it; a withdrawal is told at once. Call inside the change
    that saves the row.
    """
    state = row.publication if isinstance(row, Publishable) else PublicationState.PUBLISHED
    if state == PublicationState.WITHDRAWN:
        state = PublicationState.PUBLISHED
    publish_at: datetime | None = timezone.now()
    if isinstance(row, Publishable) and state != PublicationState.PUBLISHED:
        publish_at = row.publish_at
    note = UpdateNote(
        code=f"{row._meta.model_name}-{row.pk}-{secrets.token_hex(4)}",
        title=title,
        address=row.get_absolute_url(),  # type: ignore[attr-defined]
        source=getattr(row, "source", None),
        is_minor=is_minor,
        publication=state,
        publish_at=publish_at,
    )
    note.full_clean()
    note.save()
    return note
