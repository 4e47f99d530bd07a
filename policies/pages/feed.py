"""The updates as a feed; its addresses come from the settings, never from the Host header."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from policies.models import Edition, UpdateNote
from policies.presentation.edition import edition_of
from policies.presentation.references import References

MOST_ITEMS = 50


class AtomOfSite(Atom1Feed):
    """Atom whose texts may link to pages of the site without its name."""

    def root_attributes(self) -> dict[str, str]:
        attributes: dict[str, str] = super().root_attributes()
        return attributes | {"xml:base": f"{settings.SITE_URL}/"}


class UpdatesFeed(Feed):  # type: ignore[type-arg]
    """What changed on the site, without minor changes."""

    feed_type = AtomOfSite
    title = "小巨人政策专题：最近更新"
    author_name = "新结构政策研究中心"

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('updates')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('updates-feed')}"

    def get_object(self, request: HttpRequest) -> QuerySet[UpdateNote]:
        return UpdateNote.objects.for_feed(edition_of(request))[:MOST_ITEMS]

    def items(self, notes: QuerySet[UpdateNote]) -> QuerySet[UpdateNote]:
        return notes

    def item_title(self, note: UpdateNote) -> str:
        return note.title

    def item_description(self, note: UpdateNote) -> str:
        return References(Edition.now()).render(note.body)

    def item_link(self, note: UpdateNote) -> str:
        return f"{settings.SITE_URL}{note.get_absolute_url()}"

    def item_updateddate(self, note: UpdateNote) -> datetime | None:
        return note.publish_at

    def item_pubdate(self, note: UpdateNote) -> datetime | None:
        return note.publish_at
