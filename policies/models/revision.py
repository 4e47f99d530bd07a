"""The token of the present state of the content; every change of content rotates it."""

import secrets
from typing import Any

import reversion
from django.db import connection, models
from django.db.models.signals import m2m_changed, post_delete, post_save

NEVER_CHANGED = ""  # content is as it was when the tables were made


class ContentRevision(models.Model):
    """One row; its token is drawn anew by each change, so no two states ever share one.

    A counter would come to the same number again after a restored backup or a rollback.
    """

    token = models.CharField(max_length=16)

    class Meta:
        verbose_name = "内容版本"

    def __str__(self) -> str:
        return self.token

    @classmethod
    def current(cls) -> str:
        """Return the token of the content as it is committed, in one query."""
        with connection.cursor() as cursor:
            # Asked for every page that is read; Django takes ten times as long to word it.
            cursor.execute("SELECT token FROM policies_contentrevision WHERE id = 1")
            row = cursor.fetchone()
        return row[0] if row else NEVER_CHANGED

    @classmethod
    def rotate(cls) -> None:
        """Mark the state that the running transaction makes; a rollback takes that back too."""
        row = ContentRevision(pk=1, token=secrets.token_hex(8))
        ContentRevision.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["token"]
        )


def watch(content: set[Any]) -> None:
    """Rotate the token as well when rows or their links change without a history.

    So do loaded fixtures, and `tags.add()` in a shell; `history.change()` sees to all the rest.
    """

    def rotate(sender: Any, action: str = "post_save", **details: Any) -> None:
        model = sender._meta.auto_created or sender  # the owner, where it is a table of links
        if model in content and action.startswith("post_") and not reversion.is_active():
            ContentRevision.rotate()

    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(rotate, weak=False, dispatch_uid="policies.content_revision")
