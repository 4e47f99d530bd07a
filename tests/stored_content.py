"""The stored content as plain values, to compare what a test leaves with what it found."""

from typing import Any

from django.apps import apps

from policies.models import ContentRevision


def stored_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the policy content, and the pairs of rows that are linked."""
    models = set(apps.get_app_config("policies").get_models(include_auto_created=True))
    return {model._meta.label: rows_of(model) for model in models - {ContentRevision}}


def rows_of(model: Any) -> list[dict[str, Any]]:
    rows = list(model._default_manager.order_by("pk").values())
    if model._meta.auto_created:  # a restored link has another key
        rows = sorted(({**row, "id": 0} for row in rows), key=str)
    return rows
