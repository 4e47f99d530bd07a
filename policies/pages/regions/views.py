"""The list of regions, and the page of a province."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from policies.models import Edition, Region, RegionalTopUp, SupportMeasure, Tier
from policies.models.attach_sources import attach_sources
from policies.models.tiers import ladder
from policies.page_cache.policy import cached_page
from policies.pages import page_metas as heads
from policies.pages.paging import rows_on_other_pages
from policies.pages.regions.rows import outlines_in, province_rows, province_top_ups
from policies.pages.status import central_money
from policies.presentation.edition import edition_of
from policies.presentation.notes import PageNotes, Part, state_text
from policies.presentation.top_ups import grouped
from policies.vocabulary import SourceKind
from policies.vocabulary.formats import date_text
from policies.vocabulary.provinces import NEIGHBOURS

TOP_UPS_ON_A_PAGE = 60


@cached_page("province", "all")
def regions(request: HttpRequest) -> HttpResponse:
    """Show a row for each province of which something is known, or all that is known."""
    edition = edition_of(request)
    provinces = list(Region.objects.provinces())
    outlines = outlines_in(edition)
    name = request.GET.get("province")
    chosen = next((row for row in provinces if row.short_name == name), None)
    shows_all = chosen is None and request.GET.get("all") == "1"
    known = [row for row in provinces if row.pk in outlines]
    in_full = known if shows_all else [chosen] if chosen else []
    rows = [] if in_full else province_rows(known, outlines)
    details = province_top_ups(in_full, outlines)
    shown = [(row.province, row.top_ups) for row in rows]
    shown += [(row.province, row.top_ups) for row in details]
    attach_sources(chain.from_iterable(top_ups for _, top_ups in shown))
    parts = [Part(row.slug, _disputed(top_ups), has_line=False) for row, top_ups in shown]
    asked = {"province": chosen.short_name} if chosen else {"all": 1} if shows_all else {}
    context = {
        "page_query": urlencode(asked),
        "provinces": provinces,
        "chosen": chosen,
        "shows_all": shows_all,
        "rows": rows,
        "details": details,
        "count": sum(not outline.is_owners for of in outlines.values() for outline in of),
        "unknown": [row for row in provinces if row not in known],
        "page_notes": PageNotes(parts, edition.day),
        "head": heads.of_page("regions"),
        **_basis(chain.from_iterable(of for _, of in shown), (province for province, _ in shown)),
    }
    return render(request, "pages/regions.html", context)


@cached_page("page")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whom to ask in a province, what it gives, what the state gives, and its neighbours."""
    provinces = {row.slug: row for row in Region.objects.provinces()}
    if (province := provinces.get(slug)) is None:
        raise Http404
    edition = edition_of(request)
    cities = list(province.cities.order_by("code"))
    top_ups = RegionalTopUp.objects.in_edition(edition).filter(region__in=[province, *cities])
    paginator = Paginator(list(top_ups.with_regions()), TOP_UPS_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows, money = list(page), _national_money(edition)
    attach_sources([*rows, *(measure for _, of_tier in money for measure in of_tier)])
    expired = [top_up for top_up in rows if top_up.is_expired(edition.day)]
    outlines = outlines_in(edition)
    beside = [row for row in provinces.values() if row.code in NEIGHBOURS.get(province.code, ())]
    neighbours = province_rows(beside, outlines)
    parts = [
        Part("status", ()),
        Part("authorities", ()),
        Part("rewards", _disputed(rows), has_line=False),
        Part("national", [row for _, of_tier in money for row in of_tier], has_line=False),
    ]
    context = {
        "province": province,
        "cities": cities,
        "others": [city for city in cities if not city.authority_name],
        "count": sum(not outline.is_owners for outline in outlines.get(province.pk, ())),
        "groups": grouped(top_up for top_up in rows if top_up not in expired),
        "expired": expired,
        "expired_groups": grouped(expired),
        "page": page,
        "rows_on_other_pages": rows_on_other_pages(page),
        "money": money,
        "neighbours": [row for row in neighbours if row.reward],
        "page_notes": PageNotes(parts, edition.day),
        "head": heads.region(province),
        **_basis(rows, [province]),
    }
    return render(request, "pages/region.html", context)


def _disputed(top_ups: Iterable[RegionalTopUp]) -> list[RegionalTopUp]:
    """Return what notes tell of; the document of each top-up is named beside it."""
    return [top_up for top_up in top_ups if top_up.open_disputes]


def _basis(top_ups: Iterable[RegionalTopUp], provinces: Iterable[Region]) -> dict[str, str]:
    """Return what rows rest on, in one line, and the state of most; rows name one that differs."""
    of_documents = [row for row in top_ups if row.source.kind != SourceKind.OWNER]
    names = {row.source.citation for row in of_documents}
    states = Counter(row.trust_state for row in of_documents)
    state = max(states, key=lambda state: states[state], default="")
    days = [row.searched_on for row in provinces if row.searched_on]
    lines = []
    if names:
        lines.append(f"据{names.pop() if len(names) == 1 else '各地文件'}（{state_text(state)}）")
    if days:
        lines.append(f"查于{date_text(min(days))}")
    return {"basis": "，".join(lines), "main_state": state}


def _national_money(edition: Edition) -> list[tuple[Tier, Sequence[SupportMeasure]]]:
    """Return what the state gives on the support list, and on the title that it asks for."""
    listed = [tier for tier in ladder(edition) if tier.is_support_list and tier.is_comparable]
    tiers = [tier for row in listed for tier in (row, row.prerequisite) if tier]
    measures = SupportMeasure.objects.itself_in_edition(edition).filter(tier__in=tiers)
    measures = measures.select_related("source")
    by_tier = [(tier, [row for row in measures if row.tier_id == tier.pk]) for tier in tiers]
    return [(tier, central_money(of_tier)) for tier, of_tier in by_tier]
