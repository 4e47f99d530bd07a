"""The addresses of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from policies.admin.editing.preview import preview_markdown
from xiaojuren_site import health
from xiaojuren_site.health import security_txt
from xiaojuren_site.styleguide import styleguide

handler500 = "xiaojuren_site.health.server_error"
urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path(f"{settings.ADMIN_PATH}/markdown-preview/", preview_markdown, name="markdown-preview"),
    path(f"{settings.ADMIN_PATH}/", include("policies.admin.accounts.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("styleguide/", styleguide, name="styleguide"),
    path("diagnosis/", include("policies.diagnosis.urls")),
    path("reminders/", include("policies.diagnosis.reminders.urls")),
    path("", include("policies.pages.urls")),
]
