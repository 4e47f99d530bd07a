"""The page of a guided screen, and what happens when it is sent off."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from policies.admin.wizards.forms import WizardForm
from policies.diagnosis.staff import staff_of
from policies.models import Publishable

View = Callable[..., HttpResponse]


class StoringForm(Protocol):
    """A form that stores what was typed as one change of an author."""

    def is_valid(self) -> bool: ...
    def add_error(self, field: str | None, error: ValidationError) -> None: ...
    def save(self, *, author: User) -> Publishable: ...


def needs(permission: str) -> Callable[[View], View]:
    """Let only staff with a permission use a screen; others of them get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **options)

        return guarded

    return decorate


def store(request: HttpRequest, form: StoringForm) -> HttpResponse | None:
    """Store a form that was sent off and lead to the readers' page; None while it has errors."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        row = form.save(author=staff_of(request))
    except ValidationError as error:
        add_errors(form, error)
        return None
    address = row.get_absolute_url()
    messages.success(request, format_html('已保存：<a href="{}">在网站上查看</a>', address))
    return redirect(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


def add_errors(form: Any, error: ValidationError) -> None:
    """Show what the models refuse beside the fields that have it, the rest above the form."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def show_wizard(
    request: HttpRequest, form: WizardForm, *, title: str, button: str, **context: Any
) -> HttpResponse:
    """Show a guided screen; with errors it answers 422 and keeps everything typed."""
    has_errors = form.is_bound and bool(form.errors)
    return TemplateResponse(
        request,
        "admin/wizards/form.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "form": form,
            "button": button,
            **context,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK,
    )
