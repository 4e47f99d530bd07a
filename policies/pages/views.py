"""The pages that the public reads: each view fetches, shapes and renders, nothing else."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from policies.charts.calendar import Axis, recurring
from policies.models import (
    ApplicationRound,
    Dispute,
    Region,
    RegionalTopUp,
    SmeSizeLimit,
    Term,
    Tier,
    TopicPage,
    UpdateNote,
    YearlyEvent,
)
from policies.models.regions import group_by_kind
from policies.pages.citations import documents_with_facts
from policies.pages.comparison import MetricTable, OwnerTable, chosen_tiers
from policies.pages.counts import counts_of_tiers
from policies.pages.edition import edition_of
from policies.pages.ladder import stairs_of
from policies.pages.top_ups import group_by_province
from policies.pages.topic import sections_of, standing_of


def home(request: HttpRequest) -> HttpResponse:
    """Show the ladder and the state of the rounds."""
    edition = edition_of(request)
    rounds = ApplicationRound.objects.in_edition(edition)
    tiers = list(Tier.objects.for_ladder(edition).prefetch_related(Prefetch("rounds", rounds)))
    ladder = [tier for tier in reversed(tiers) if not tier.is_neighbour]
    neighbours = [tier for tier in tiers if tier.is_neighbour]
    events = YearlyEvent.objects.in_edition(edition).with_citations()
    context = {
        "ladder": ladder,
        "stairs": stairs_of(ladder, neighbours),
        "counts": counts_of_tiers(ladder),
        "neighbours": neighbours,
        "year": Axis(edition.day.year, edition.day.year),
        "yearly_events": [(event, recurring(event.period)) for event in events],
    }
    return render(request, "pages/home.html", context)


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the topic page of one tier."""
    edition = edition_of(request)
    page = get_object_or_404(TopicPage.objects.in_edition(edition).with_tier(edition), slug=slug)
    context = {
        "page": page,
        "standing": standing_of(page.tier, edition),
        "sections": sections_of(page, edition),
    }
    return render(request, "pages/topic.html", context)


def old_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect an address of the owner's old pages for good."""
    if not TopicPage.objects.in_edition(edition_of(request)).filter(slug=slug).exists():
        raise Http404
    return redirect("topic", slug=slug, permanent=True)


def compare(request: HttpRequest) -> HttpResponse:
    """Set the chosen tiers side by side; `tiers` holds slugs, joined by commas or repeated."""
    edition = edition_of(request)
    offered = list(Tier.objects.comparable(edition))
    chosen = chosen_tiers(offered, request.GET.getlist("tiers"))
    with_old = "old" in request.GET
    context = {
        "offered": offered,
        "chosen": chosen,
        "with_old": with_old,
        "owner_table": OwnerTable.of(chosen, edition),
        "metric_table": MetricTable.of(chosen, edition, with_old=with_old),
    }
    return render(request, "pages/compare.html", context)


def regions(request: HttpRequest) -> HttpResponse:
    """Show what every province adds, kind by kind, or that nothing was found."""
    top_ups = RegionalTopUp.objects.in_edition(edition_of(request)).with_citations().with_regions()
    provinces = group_by_province(Region.objects.provinces(), top_ups)
    return render(request, "pages/regions.html", {"provinces": provinces})


def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one province and its cities add."""
    province = get_object_or_404(Region.objects.provinces(), slug=slug)
    top_ups = RegionalTopUp.objects.in_edition(edition_of(request)).with_citations().with_regions()
    own = group_by_kind(top_ups.filter(region=province))
    cities = [
        (city, group_by_kind(top_ups.filter(region=city)))
        for city in province.cities.order_by("code")
    ]
    context = {"province": province, "own": own, "cities": cities}
    return render(request, "pages/region.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """Show every document with the facts that rest on it, and the neutral list of all disputes."""
    context = {
        "documents": documents_with_facts(edition_of(request)),
        "disputes": Dispute.objects.select_related("source"),
    }
    return render(request, "pages/sources.html", context)


def glossary(request: HttpRequest) -> HttpResponse:
    """Show the terms and the size limits of small and medium enterprises."""
    edition = edition_of(request)
    context = {
        "terms": Term.objects.in_edition(edition).with_citations(),
        "size_limits": SmeSizeLimit.objects.in_edition(edition).with_citations(),
    }
    return render(request, "pages/glossary.html", context)


def updates(request: HttpRequest) -> HttpResponse:
    """Show what changed on the site, newest first."""
    notes = UpdateNote.objects.in_edition(edition_of(request)).newest_first()
    return render(request, "pages/updates.html", {"notes": notes})


def about(request: HttpRequest) -> HttpResponse:
    """Say who runs the site and how its facts are borne out."""
    return render(request, "pages/about.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what becomes of what an enterprise submits."""
    context = {
        "consent_version": settings.CONSENT_VERSION,
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
        "days_after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
        "days_after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
        "backup_days": settings.BACKUP_RETENTION_DAYS,
        "record_days": settings.ACCESS_RECORD_RETENTION_DAYS,
    }
    return render(request, "pages/privacy.html", context)
