"""The list of regions, and the page of a province."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from policies.models import Region, RegionalTopUp
from policies.models.basis import cite
from policies.models.regions import KindGroup, amount_scales, group_by_kind
from policies.pages import heads
from policies.pages.current import Current
from policies.pages.edition import edition_of
from policies.pages.kept import kept
from policies.pages.paging import elsewhere
from policies.pages.regions.filters import Filters, Order
from policies.pages.regions.rows import chosen_rows, outlines_in, shown_rows
from policies.pages.related import beside_region

PROVINCES_ON_A_PAGE = 50
CITIES_ON_A_PAGE = 8

current_outlines = Current(outlines_in)


@kept("q", "kind", "tier", "level", "found", "sort", "page")
def regions(request: HttpRequest) -> HttpResponse:
    """Show what every province adds, kind by kind, or that nothing was found."""
    filters = Filters.of(request.GET.dict())
    outlines = current_outlines.of(edition_of(request))
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


@kept("page")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one province and its cities add."""
    province = get_object_or_404(Region.objects.provinces(), slug=slug)
    cities = list(province.cities.order_by("code"))
    page = Paginator(cities, CITIES_ON_A_PAGE).get_page(request.GET.get("page"))
    top_ups = RegionalTopUp.objects.in_edition(edition_of(request))
    of_all = top_ups.filter(region__in=[province, *cities])
    scales = amount_scales(of_all.values_list("kind", "amount_max"))
    shown = top_ups.filter(region__in=[province, *page])
    of_region: dict[int, list[RegionalTopUp]] = {}
    for top_up in cite(shown.with_regions()):
        of_region.setdefault(top_up.region_id, []).append(top_up)

    def groups(place: Region) -> list[KindGroup]:
        return group_by_kind(of_region.get(place.pk, []), scales)

    context = {
        "province": province,
        "own": groups(province),
        "cities": [(city, groups(city)) for city in page],
        "page": page,
        "page_query": "",
        "elsewhere": elsewhere(page),
        "related": beside_region(province),
        "head": heads.region(province),
    }
    return render(request, "pages/region.html", context)
