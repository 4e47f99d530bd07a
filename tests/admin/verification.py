"""What the tests of the trust desk share."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from policies.models import CitedFact

DESK = "/admin/verification/"
STANDARD = "miit-2026-2"  # the document that most facts rest on


def facts_on(key: str, **wanted: Any) -> list[CitedFact]:
    """Return the facts of all kinds that rest on a document."""
    return [
        fact
        for kind in CitedFact.__subclasses__()
        for fact in kind._default_manager.filter(source__key=key, **wanted)
    ]


def dates(on: date | None = None, review_by: date | None = None) -> dict[str, str]:
    on = on or timezone.localdate()
    return {"checked_on": str(on), "review_by": str(review_by or on + timedelta(days=365))}


def check(client: Client, query: str = "", **what: str) -> Any:
    return client.post(f"{DESK}check/{query}", dates() | what)


def page_of(client: Client, query: str = "") -> Any:
    """Return what the desk shows for a query."""
    response = client.get(f"{DESK}{query}")
    assert response.status_code == 200
    return response.context["page"]
