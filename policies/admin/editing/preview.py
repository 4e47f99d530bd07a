"""The live preview beside a Markdown editor: for staff only, the same rendering as on the page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from policies.models import Edition
from policies.presentation.references.prose import render_all


@require_POST
def preview_markdown(request: HttpRequest) -> HttpResponse:
    """Return the posted `content` as sanitised HTML; the editor shows whatever text comes back."""
    if not admin.site.has_permission(request):
        return HttpResponse("登录已失效，请在新窗口登录后继续编辑。", status=403)
    edition = Edition.on(localdate(), with_drafts=True)
    return HttpResponse(render_all([request.POST.get("content", "")], edition))
