"""Where to report a weakness of the site (RFC 9116)."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

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
