"""/styleguide/: each component as the pages of the site print it, for those who build them.

The pages are asked for as a reader asks, so nothing here has to follow when a view changes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from policies.models import Dispute
from policies.models.settling import settle
from policies.presentation.previews import preview_address
from policies.vocabulary import Settlement

STATES_SHOWN = 6  # of a component; more are variations
ADDRESSES = (
    "/", "/zhongdian-xiaojuren/", "/xiaojuren/", "/compare/", "/compare/?old=1",
    "/compare/?tiers=kejichuangxin", "/regions/", "/regions/?province=广东",
    "/regions/guangdong/", "/regions/xizang/", "/search/?q=小巨人", "/search/?q=研发 没有这样的词",
    "/sources/", "/sources/?page=2", "/preview/expired/", "/glossary/", "/diagnosis/",
    "/diagnosis/?now=little_giant", "/diagnosis/?now=little_giant&goal=key",
    "/diagnosis/?now=specialized&goal=next",
)  # fmt: skip
FIGURES = {
    "application_type": "new", "current_title": "specialized", "title_valid": "true",
    "region": "440000", "national_award": "true", "revenue_y1": "6200", "revenue_y2": "5200",
    "rd_y1": "500", "debt_ratio": "80%", "class1_ip": "0", "product_fields": ["core_parts"],
}  # fmt: skip
POSTS = (
    FIGURES,
    FIGURES | {"application_type": "review", "region": ""},
    FIGURES | {"revenue_y1": "x", "product_fields_none": "true"},
    {"action": "submit"},
)
COMPONENT = re.compile(r"components/.*|diagnosis/.*")
STRUCTURE = re.compile(r'<\w+|class="[^"]*"')
# What the first element of a component can only stand in.
PARENTS = {"li": "<ul>{}</ul>", "th": "<table><tr>{}</tr></table>", "rect": "<svg>{}</svg>"}
COLOURS = ("paper", "surface", "ink", "muted", "line", "accent", "accent-ink", "signal")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.STYLEGUIDE:
        raise Http404
    context = {"colours": COLOURS, "components": sorted(components().items())}
    return render(request, "styleguide.html", context)


def components() -> dict[str, list[SafeString]]:
    """The markup of each component by its template, once for each structure that it takes."""
    found: dict[str, dict[frozenset[str], SafeString]] = defaultdict(dict)
    with patch.object(Template, "_render", announced), transaction.atomic():
        for response in answers():
            for template, context in zip(response.templates, response.context, strict=True):
                name = template.name or ""
                if COMPONENT.fullmatch(name) and len(found[name]) < STATES_SHOWN:
                    markup = template.render(context)
                    found[name].setdefault(frozenset(STRUCTURE.findall(markup)), in_place(markup))
        transaction.set_rollback(True)
    return {name: list(states.values()) for name, states in found.items()}


def answers() -> Iterator[Any]:
    options: dict[str, Any] = {"SERVER_NAME": "127.0.0.1"}
    client = Client(**options)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for address in (*ADDRESSES, preview_address(tomorrow)):
        yield client.get(address)
    for data in POSTS:
        yield client.post("/diagnosis/", data, follow=True)
    yield Client(**options, enforce_csrf_checks=True).post("/diagnosis/", FIGURES)  # an old page
    pair = Dispute.objects.filter(status=Settlement.OPEN)[0]
    pair.status, pair.decided_on = Settlement.DOCUMENTS, timezone.localdate()
    settle(pair)
    yield client.get("/sources/")


def announced(template: Template, context: Context) -> SafeString:
    """Render a template, and let the client that waits for the page know of it."""
    template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


def in_place(markup: str) -> SafeString:
    """Put what is only a part of a list, a table or a drawing into one."""
    element = re.search(r"<(\w+)", markup)
    return mark_safe(PARENTS.get(element[1] if element else "", "{}").format(markup))  # noqa: S308
