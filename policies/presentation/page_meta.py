"""What a page tells machines about itself: search engines, messengers, screen readers' titles."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

Thing = dict[str, Any]
"""An object of schema.org."""

PUBLISHER = "新结构政策研究中心"
# As Django's json_script does: nothing in a text can end the element that it stands in.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class PageHead:
    """The title, description and place of a page, and what it is about."""

    title: str
    description: str
    path: str
    """Its address on the site, with those parameters that it depends on."""
    above: tuple[tuple[str, str], ...] = ()
    """Label and address of the pages between the home page and this one."""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    about: Thing | None = None

    @property
    def address(self) -> str:
        return absolute(self.path)

    @property
    def is_article(self) -> bool:
        return self.published_at is not None

    @property
    def breadcrumb(self) -> tuple[tuple[str, str], ...]:
        return (("首页", reverse("home")), *self.above) if self.path != "/" else ()

    @property
    def structured_data(self) -> SafeString:
        """Return what schema.org has words for, as JSON-LD for a script element."""
        data = {"@context": "https://schema.org", "@graph": list(self._things())}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped above

    def _things(self) -> Iterator[Thing]:
        publisher = {"@type": "Organization", "name": PUBLISHER, "email": settings.CONTACT_EMAIL}
        if not self.breadcrumb:
            yield {
                "@type": "WebSite",
                "name": "小巨人政策专题",
                "url": self.address,
                "inLanguage": "zh-Hans",
                "publisher": publisher,
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": f"{absolute(reverse('search'))}?q={{query}}",
                    "query-input": "required name=query",
                },
            }
        else:
            places = [*self.breadcrumb, (self.title, self.path)]
            yield {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": n, "name": name, "item": absolute(path)}
                    for n, (name, path) in enumerate(places, start=1)
                ],
            }
        if self.published_at and self.changed_at:
            yield {
                "@type": "Article",
                "headline": self.title,
                "datePublished": self.published_at.isoformat(timespec="seconds"),
                "dateModified": self.changed_at.isoformat(timespec="seconds"),
                "author": publisher,
            } | ({"about": self.about} if self.about else {})
        elif self.about:
            yield self.about


def absolute(path: str) -> str:
    """Return the public address of a path on the site, whatever host was asked."""
    return f"{settings.SITE_URL}{path}"
