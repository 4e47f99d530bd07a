"""The list of regions, and the page of a province."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from policies.models import Region, RegionalTopUp
from policies.models.attach_sources import attach_sources
from policies.page_cache.policy import cached_page
from policies.pages import page_metas as heads
from policies.pages.paging import rows_on_other_pages
from policies.pages.regions.filters import Filters, Order
from policies.pages.regions.rows import chosen_rows, outlines_in, shown_rows
from policies.pages.related import beside_region
from policies.presentation.edition import edition_of
from policies.presentation.top_ups import KindGroup, amount_scales, group_by_kind

PROVINCES_ON_A_PAGE = 50
CITIES_ON_A_PAGE = 8


@cached_page("q", "kind", "tier", "level", "found", "sort", "page")
def regions(request: HttpRequest) -> HttpResponse:
    """Show what every province adds, kind by kind, or that nothing was found."""
    filters = Filters.of(request.GET.dict())
    outlines = outlines_in(edition_of(request))
    rows = chosen_rows(Region.objects.provinces(), outlines, filters)
    page = Paginator(rows, PROVINCES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "choices": filters.choices,
        "orders": list(Order),
        "page": page,
        "page_query": filters.query,
        "rows": shown_rows(list(page), outlines.scales),
    }
    return render(request, "pages/regions.html", context | {"head": heads.of_page("regions")})


@cached_page("page")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one province and its cities add."""
    province = get_object_or_404(Region.objects.provinces(), slug=slug)
    cities = list(province.cities.order_by("code"))
    page = Paginator(cities, CITIES_ON_A_PAGE).get_page(request.GET.get("page"))
    edition = edition_of(request)
    top_ups = RegionalTopUp.objects.in_edition(edition)
    of_all = top_ups.not_expired(edition.day).filter(region__in=[province, *cities])
    scales = amount_scales(of_all.values_list("kind", "amount_max"))
    shown = top_ups.filter(region__in=[province, *page])
    of_region: dict[int, list[RegionalTopUp]] = {}
    for top_up in attach_sources(shown.with_regions()):
        of_region.setdefault(top_up.region_id, []).append(top_up)

    def found(place: Region) -> tuple[list[KindGroup], list[RegionalTopUp]]:
        """Return what applies in a place, kind by kind, and what has expired."""
        of_place = of_region.get(place.pk, [])
        expired = [top_up for top_up in of_place if top_up.is_expired(edition.day)]
        return group_by_kind((t for t in of_place if t not in expired), scales), expired

    context = {
        "province": province,
        "own": found(province),
        "cities": [(city, *found(city)) for city in page],
        "page": page,
        "page_query": "",
        "rows_on_other_pages": rows_on_other_pages(page),
        "related": beside_region(province),
        "head": heads.region(province),
    }
    return render(request, "pages/region.html", context)
