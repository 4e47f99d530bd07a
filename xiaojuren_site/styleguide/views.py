"""The page of the style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.models import Edition
from policies.presentation.edition import edition_of
from policies.presentation.page_meta import PageHead
from xiaojuren_site.styleguide.groups import GROUPS
from xiaojuren_site.styleguide.shown import shown


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; with `preview` in the query, as previews show them."""
    if not settings.STYLEGUIDE:
        raise Http404
    if "preview" in request.GET:
        request.edition = Edition.on(  # type: ignore[attr-defined]
            timezone.localdate(), with_drafts=True
        )
    edition = edition_of(request)
    context = {
        "groups": list(shown((group(edition) for group in GROUPS), request)),
        "head": PageHead("样式目录", "每个组件的每种状态，供改版时对照。", reverse("styleguide")),
    }
    return render(request, "styleguide/page.html", context)
