"""Which edition of the site a request reads."""

from django.http import HttpRequest

from policies.models import Edition


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that a preview asks for, else what readers see now."""
    preview: Edition | None = getattr(request, "edition", None)
    return preview or Edition.now()
