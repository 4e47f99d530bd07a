"""What crawlers are told: which pages there are, when each last changed, what is not for them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policies.models import (
    ApplicationRound,
    CentreStatement,
    ComparisonCell,
    Criterion,
    Dispute,
    Edition,
    EnterpriseCount,
    Region,
    RegionalTopUp,
    RuleSet,
    SmeSizeLimit,
    SourceDocument,
    SupportMeasure,
    Term,
    Tier,
    TopicPage,
    UpdateNote,
    YearlyEvent,
)
from policies.page_cache.policy import cached_page
from policies.pages.changes import Rows, dates_of, dates_of_topic, last_changes
from policies.presentation.edition import edition_of
from policies.presentation.page_meta import absolute
from policies.presentation.previews import addresses_below

# What each page shows, by the name of its address; nothing for texts that stand in the templates.
SHOWN: dict[str, tuple[type[Any], ...]] = {
    "home": (Tier, RuleSet, Criterion, SupportMeasure, ApplicationRound, YearlyEvent, UpdateNote),
    "compare": (Tier, RuleSet, Criterion, SupportMeasure, EnterpriseCount, ComparisonCell),
    "regions": (Region, RegionalTopUp),
    "sources": (SourceDocument, Dispute),
    "glossary": (Term, SmeSizeLimit),
    "updates": (UpdateNote,),
    "data": (),
    "about": (CentreStatement,),
    "accessibility": (),
    "privacy": (),
}
OUTSIDE = ("diagnosis", "diagnosis-worksheet")
# Not the desk: where it is would be told to whoever asks; it lets no crawler in anyway.
NOT_FOR_CRAWLERS = ("/preview/", "/corrections/", "/search/", "/diagnosis/receipt/")


@cached_page()
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return all pages that readers have."""
    urls = list(urls_in(edition_of(request)))
    return render(request, "pages/sitemap.xml", {"urls": urls}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Return what crawlers should leave alone: everything of a site that is not public."""
    kept_out = NOT_FOR_CRAWLERS if settings.HTTPS else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in kept_out)]
    lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain")


def urls_in(edition: Edition) -> Iterator[tuple[str, datetime | None]]:
    """Yield the pages of an edition, and when what each shows last changed.

    The number of queries is decided by the tiers alone.
    """
    for name, kinds in SHOWN.items():
        shown = [Rows(kind) for kind in kinds]
        yield absolute(reverse(name)), dates_of(*shown).changed_at if shown else None
    for page in TopicPage.objects.in_edition(edition).select_related("tier"):
        yield absolute(page.get_absolute_url()), dates_of_topic(page.tier).changed_at
    changes = _changes_of_provinces()
    for province in Region.objects.provinces():
        yield absolute(province.get_absolute_url()), changes.get(province.pk)
    with addresses_below("/"):
        for name in OUTSIDE:
            yield absolute(reverse(name)), None


def _changes_of_provinces() -> dict[int, datetime]:
    """Return when a province, its cities or their top-ups last changed, by the province."""
    found: dict[int, datetime] = {}
    of_regions = Region.objects.values_list("pk", "pk", "parent_id")
    of_top_ups = RegionalTopUp.objects.values_list("pk", "region_id", "region__parent_id")
    for kind, places in ((Region, of_regions), (RegionalTopUp, of_top_ups)):
        changes = last_changes(kind)
        for pk, region, parent in places:
            province = parent or region
            if changed_at := changes.get(pk):
                found[province] = max(found.get(province, changed_at), changed_at)
    return found
