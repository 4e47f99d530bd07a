"""The live preview beside a Markdown editor: the same rendering as on the page."""

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from policies.diagnosis.staff import staff_of
from policies.models import Edition
from policies.models.keys import content_models
from policies.presentation.markdown import MOST_CHARACTERS
from policies.presentation.references import References


@require_POST
def preview_markdown(request: HttpRequest) -> HttpResponse:
    """Return the posted `content` as sanitised HTML; the editor shows whatever text comes back."""
    if not admin.site.has_permission(request):
        return HttpResponse("登录已失效，请在新窗口登录后继续编辑。", status=403)
    if not may_edit_content(request):
        return HttpResponse("您没有编辑内容的权限，不能预览。", status=403)
    text = request.POST.get("content", "")
    if len(text) > MOST_CHARACTERS:
        return HttpResponse(f"文字超过{MOST_CHARACTERS}字，不能预览。", status=413)
    edition = Edition.on(localdate(), with_drafts=True)
    return HttpResponse(References(edition).render(text))


def may_edit_content(request: HttpRequest) -> bool:
    """Return whether someone may add or change content of any kind."""
    return any(
        staff_of(request).has_perm(f"policies.{get_permission_codename(action, model._meta)}")
        for model in content_models()
        for action in ("add", "change")
    )
