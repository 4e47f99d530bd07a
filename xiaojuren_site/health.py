"""What a load balancer asks: does the process answer, and can it serve?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
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
        missing = missing_migrations()
    except Error:
        return unready("the database does not answer")
    if missing:
        return unready(f"{missing} migrations are missing")
    # Mail in trouble keeps no visitor away: what they submit is safe until it can be sent.
    return HttpResponse(f"ok\n{delivery_health().line}\n", content_type="text/plain; charset=utf-8")


def unready(reason: str) -> HttpResponse:
    """Return the 503 that keeps visitors away."""
    return HttpResponse(f"not ready: {reason}\n", content_type="text/plain", status=503)


def missing_migrations() -> int:
    """Return how many migrations of this code the database lacks; raises `django.db.Error`."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
