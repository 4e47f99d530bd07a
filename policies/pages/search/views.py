"""The search page; what people look for is neither logged nor kept."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from policies.models import Region, TopicPage
from policies.pages.search.finding import count_by_kind, index_of
from policies.pages.search.hits import Hit
from policies.pages.search.suggestions import found_alone, nearest
from policies.presentation.edition import edition_of
from policies.vocabulary import ContentKind
from policies.vocabulary.typed_text import visible

LONGEST_QUERY = 100
HITS_ON_A_PAGE = 20


def search(request: HttpRequest) -> HttpResponse:
    """Show what contains all words of `q`, best first; `kind` narrows it to one kind."""
    written = visible(request.GET.get("q", "")).strip()
    edition = edition_of(request)
    context: dict[str, object] = {
        "query": written[:LONGEST_QUERY],
        "longest": LONGEST_QUERY,
        "is_too_long": len(written) > LONGEST_QUERY,
    }
    if written and not context["is_too_long"]:
        index = index_of(edition)
        words = index.words(written)
        found = index.find(words)
        counts = count_by_kind(found)
        kind = next((kind for kind in counts if kind == request.GET.get("kind")), None)
        shown = [entry for entry in found if kind in (None, entry.kind)]
        page = Paginator(shown, HITS_ON_A_PAGE).get_page(request.GET.get("page"))
        forms = [form for word in words for form in word.forms]
        context |= {
            "found": len(found),
            "counts": [(of, count, _query(written, of)) for of, count in counts.items()],
            "chosen": kind,
            "all_kinds": _query(written),
            "page": page,
            "page_query": _query(written, kind),
            "hits": [Hit(entry, forms) for entry in page],
        }
        if not found:
            context |= {
                "nearest": nearest(index, written),
                "alone": [(word, n, _query(word)) for word, n in found_alone(index, words)],
            }
    if not context.get("found"):
        context["topics"] = TopicPage.objects.in_edition(edition)
        context["provinces"] = Region.objects.provinces()
    response = render(request, "pages/search.html", context)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response


def _query(written: str, kind: ContentKind | None = None) -> str:
    return urlencode({"q": written} | ({"kind": kind} if kind else {}))
