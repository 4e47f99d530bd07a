"""The page that describes the open data, and the files themselves."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policies.page_cache.policy import cached_page
from policies.pages import page_metas as heads
from policies.pages.open_data.calendar import windows_calendar
from policies.pages.open_data.criteria import criteria_data
from policies.pages.open_data.facts import facts_data
from policies.pages.open_data.regions import region_rows
from policies.pages.open_data.schema import facts_schema
from policies.presentation.edition import edition_of
from policies.presentation.page_meta import PUBLISHER, absolute
from policies.presentation.previews import addresses_below
from policies.presentation.spreadsheets import csv_lines

# By the name of the address: media type, and what a file holds.
FILES = {
    "data-policies": ("application/json", "全部内容和依据"),
    "data-schema": ("application/schema+json", "全部内容的结构说明（JSON Schema）"),
    "data-criteria": ("application/json", "现行认定条件，字段与诊断规则一致"),
    "data-regions": ("text/csv", "各地配套一览，未查到的也列出；可用 Excel 打开"),
    "calendar": ("text/calendar", "申报时间，可以订阅到日历"),
}


@cached_page()
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Say which files there are, what they mean and how they may be used."""
    with addresses_below("/"):
        files = [(reverse(name), text) for name, (_, text) in FILES.items()]
    dataset = {
        "@type": "Dataset",
        "name": "小巨人政策专题站的政策内容",
        "description": heads.TEXTS["data"][1],
        "license": settings.DATA_LICENCE_URL,
        "creator": {"@type": "Organization", "name": PUBLISHER},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": absolute(address),
                "encodingFormat": media_type,
            }
            for (address, _), (media_type, _) in zip(files, FILES.values(), strict=True)
        ],
    }
    context = {
        "files": files,
        "licence": settings.DATA_LICENCE,
        "licence_url": settings.DATA_LICENCE_URL,
        "head": heads.of_page("data", about=dataset),
    }
    return render(request, "pages/data.html", context)


@cached_page()
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    return _json("data-policies", facts_data(edition_of(request)))


@cached_page()
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return _json("data-schema", facts_schema())


@cached_page()
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    return _json("data-criteria", criteria_data(edition_of(request)))


@cached_page()
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Return the regional top-ups; with the mark by which Excel knows UTF-8."""
    return _file("data-regions", "".join(csv_lines(region_rows(edition_of(request)))).encode())


@cached_page()
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    return _file("calendar", windows_calendar(edition_of(request)))


def _json(name: str, content: dict[str, Any]) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return _file(name, text.encode())


def _file(name: str, content: bytes) -> HttpResponse:
    """Return a file that programs of other sites may read too."""
    media_type, _ = FILES[name]
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
