"""What the desk's own pages and records have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path


def desk_page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> TemplateResponse:
    """Return a page of the desk; the template's name is that below templates/admin/."""
    shown = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/{template}.html", shown, status=status)


def own_urls(model_admin: Any, *views: tuple[str, Callable[..., Any], str]) -> list[URLPattern]:
    """Return the addresses of an admin's own views, by route, view and last part of the name."""
    guard = model_admin.admin_site.admin_view
    prefix = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    return [path(route, guard(view), name=f"{prefix}_{name}") for route, view, name in views]


class ReadOnlyMixin:
    """Looking only: no adding, changing or deleting."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission
