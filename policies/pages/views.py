"""The pages that the public reads: each view fetches, shapes and renders, nothing else."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, Prefetch, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from policies.models import (
    CentreStatement,
    Dispute,
    EnterpriseCount,
    SmeSizeLimit,
    SourceDocument,
    Term,
    TopicPage,
    UpdateNote,
    YearlyEvent,
)
from policies.models.attach_sources import attach_sources
from policies.models.tiers import ladder
from policies.page_cache.policy import cached_page
from policies.pages import page_metas as heads
from policies.pages.citations import with_facts
from policies.pages.comparison import Comparison
from policies.pages.owner_table import OwnerTable
from policies.pages.paging import rows_on_other_pages
from policies.pages.selection import Selection
from policies.pages.steps import steps_of, ways_in
from policies.pages.topic import topic_of
from policies.pages.year import MONTHS, next_events, rows_of_year
from policies.presentation.edition import edition_of
from policies.presentation.notes import PageNotes, Part
from policies.presentation.rungs import LABELS, rungs
from policies.vocabulary import SourceKind, StatementTopic

NEWEST = 3  # updates that a page tells of
DOCUMENTS_ON_A_PAGE = 100
DOCUMENTS_FIRST = (Case(When(kind=SourceKind.DOCUMENT, then=0), default=1), "kind", "key")
ACCESSIBILITY_TESTED_ON = date(2026, 11, 25)


@cached_page()
def home(request: HttpRequest) -> HttpResponse:
    """Ask what the reader's enterprise is, and show the ladder, the year and what is new."""
    edition = edition_of(request)
    tiers = ladder(edition)
    steps = steps_of(tiers, edition)
    events = list(YearlyEvent.objects.in_edition(edition))
    neighbours = [tier for tier in tiers if tier.is_neighbour]
    attach_sources([*(fact for step in steps for fact in step.stored), *neighbours])
    table = [fact for step in reversed(steps) for fact in step.facts] + neighbours
    context = {
        "steps": steps,
        "ways": ways_in(steps),
        "neighbours": neighbours,
        "page_notes": PageNotes([Part("table", table)], edition.day),
        "months": MONTHS,
        "year": rows_of_year(events),
        "next_events": next_events(events, edition.day.month),
        "updates": UpdateNote.objects.for_feed(edition)[:NEWEST],
        "head": heads.home(),
    }
    return render(request, "pages/home.html", context)


@cached_page()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the topic page of one tier."""
    edition = edition_of(request)
    tiers = ladder(edition)
    page = next((tier.page for tier in tiers if tier.page and tier.page.slug == slug), None)
    if page is None:
        raise Http404
    shaped = topic_of(page, tiers, edition)
    context = {
        "page": page,
        "topic": shaped,
        "page_notes": shaped.notes,
        "rungs": rungs(tiers),
        "updates": UpdateNote.objects.for_feed(edition).about(slug)[:NEWEST],
        "label": LABELS.get(page.tier.code, page.title),
        "head": heads.topic(page),
    }
    return render(request, "pages/topic.html", context)


def old_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect an address of the owner's old pages for good."""
    if not TopicPage.objects.in_edition(edition_of(request)).filter(slug=slug).exists():
        raise Http404
    return redirect("topic", slug=slug, permanent=True)


@cached_page("tiers", "old")
def compare(request: HttpRequest) -> HttpResponse:
    """Set the chosen tiers side by side."""
    edition = edition_of(request)
    steps = steps_of(
        ladder(edition),
        edition,
        Prefetch("counts", EnterpriseCount.objects.itself_in_edition(edition)),
        Prefetch("yearly_events", YearlyEvent.objects.itself_in_edition(edition)),
    )
    selection = Selection.of(request.GET, [step.tier for step in steps])
    chosen = [step for step in steps if step.tier in selection.tiers]
    owners = OwnerTable.of(selection.tiers, edition)
    read = [fact for step in chosen for fact in (*step.stored, *step.tier.counts.all())]
    attach_sources([*read, *owners.cells])
    table = Comparison.of(chosen, owners, with_old=selection.with_old)
    context = {
        "offered": steps,
        "selection": selection,
        "page_query": selection.query,
        "table": table,
        "page_notes": PageNotes([Part("table", table.facts)], edition.day),
        "head": heads.compare(selection),
    }
    return render(request, "pages/compare.html", context)


@cached_page("page")
def sources(request: HttpRequest) -> HttpResponse:
    """Show every document with the facts that rest on it, and the neutral list of all disputes."""
    edition = edition_of(request)
    listed = SourceDocument.objects.listed(edition).order_by(*DOCUMENTS_FIRST)
    names = list(listed.values("pk", "key", "title"))
    page = Paginator(names, DOCUMENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = SourceDocument.objects.filter(pk__in=[name["pk"] for name in page])
    shown = shown.order_by(*DOCUMENTS_FIRST).prefetch_related("links")
    context = {
        "documents": with_facts(shown, edition),
        "page": page,
        "page_query": "",
        "rows_on_other_pages": rows_on_other_pages(page),
        "disputes": Dispute.objects.select_related("source", "owner_document"),
        "head": heads.of_page("sources"),
    }
    return render(request, "pages/sources.html", context)


@cached_page()
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the terms and the size limits of small and medium enterprises."""
    edition = edition_of(request)
    terms = list(Term.objects.in_edition(edition))
    size_limits = list(SmeSizeLimit.objects.in_edition(edition))
    attach_sources([*terms, *size_limits])
    parts = [*(Part(term.key, [term]) for term in terms), Part("sizes", size_limits)]
    context = {
        "terms": terms,
        "size_limits": size_limits,
        "page_notes": PageNotes(parts, edition.day, first_row=len(parts)),
        "head": heads.of_page("glossary"),
    }
    return render(request, "pages/glossary.html", context)


@cached_page()
def updates(request: HttpRequest) -> HttpResponse:
    """Show what changed on the site, newest first."""
    notes = UpdateNote.objects.in_edition(edition_of(request)).newest_first()
    context = {"notes": notes, "head": heads.of_page("updates")}
    return render(request, "pages/updates.html", context)


@cached_page()
def about(request: HttpRequest) -> HttpResponse:
    """Say who runs the site and how its facts are borne out."""
    statements = CentreStatement.objects.in_edition(edition_of(request))
    context = {
        "statements": statements.exclude(topic=StatementTopic.REPLY).exclude(text=""),
        "head": heads.of_page("about"),
    }
    return render(request, "pages/about.html", context)


@cached_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how usable the site is for everyone, and how that was tested."""
    context = {"tested_on": ACCESSIBILITY_TESTED_ON, "head": heads.of_page("accessibility")}
    return render(request, "pages/accessibility.html", context)


@cached_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what becomes of what an enterprise submits."""
    context = {
        "consent_version": settings.CONSENT_VERSION,
        "recipients": settings.DIAGNOSIS_RECIPIENTS,
        "contact_email": settings.CONTACT_EMAIL,
        "answers_hours": settings.CHECKED_ANSWERS_HOURS,
        "receipt_days": settings.RECEIPT_DAYS,
        "days_after_closing": settings.RETENTION_DAYS_AFTER_CLOSING,
        "days_after_submission": settings.RETENTION_DAYS_AFTER_SUBMISSION,
        "days_after_notice": settings.RETENTION_DAYS_AFTER_NOTICE,
        "reminder_months": settings.REMINDER_RETENTION_MONTHS,
        "confirmation_days": settings.REMINDER_CONFIRMATION_DAYS,
        "backup_days": settings.BACKUP_RETENTION_DAYS,
        "record_days": settings.ACCESS_RECORD_RETENTION_DAYS,
        "head": heads.of_page("privacy"),
    }
    return render(request, "pages/privacy.html", context)
