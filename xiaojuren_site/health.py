"""What machines ask, and what they and readers hear when something is wrong."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from policies.diagnosis.delivery.health import delivery_health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process is up."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and has every migration, else 503 with the reason.

    A second line says how delivery stands, as `manage.py check_delivery` does.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error:
        return unready("the database does not answer")
    if missing:
        return unready(f"{missing} migrations are missing")
    # Mail in trouble keeps no visitor away: what they submit is safe until it can be sent.
    return HttpResponse(f"ok\n{delivery_health().line}\n", content_type="text/plain; charset=utf-8")


def unready(reason: str) -> HttpResponse:
    """Return the 503 that keeps visitors away."""
    return HttpResponse(f"not ready: {reason}\n", content_type="text/plain", status=503)


EXPIRES = datetime(2027, 10, 31, tzinfo=UTC)  # whoever moves it on has read the rest again


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to write to, in which languages, and until when that holds."""
    lines = (
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here, under which number the log tells more."""
    number = request.META.get("REQUEST_ID", "")  # none where no server has numbered it
    page = get_template("500.html").render({"number": number})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
