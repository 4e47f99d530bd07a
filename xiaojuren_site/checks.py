"""Deployments that would be wrong without anybody noticing: `manage.py check --deploy`.

What could not even start safely, such as DEBUG on a public host, is refused by the environment.
"""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from policies.diagnosis.models import WorkerHeartbeat
from xiaojuren_site.environment import is_local

WRITTEN_MAIL = "policies.diagnosis.delivery.eml_backend.EmlFileBackend"
EVERYBODY = 8  # bits; a network with fewer fixed ones is most of the net


@register(Tags.security, deploy=True)
def mail_and_proxies(**options: Any) -> list[CheckMessage]:
    """Say what a public site would do that nobody wants, and nobody would notice."""
    found: list[CheckMessage] = []
    is_public = not is_local(settings.SITE_URL)
    if is_public and settings.EMAIL_BACKEND == WRITTEN_MAIL:
        text = "Messages are written to files, while SITE_URL is public."
        hint = "Set EMAIL_URL, like smtps://user%40126.com:code@smtp.126.com:465."
        found.append(Error(text, hint, id="site.E001"))
    # Whoever asks could say who he is and that he uses https.
    anywhere = [name for name in settings.TRUSTED_PROXIES if is_anywhere(name)]
    if is_public and anywhere:
        text = f"TRUSTED_PROXIES believes the headers of anybody: {', '.join(anywhere)}."
        found.append(Error(text, "Name the addresses of the proxies alone.", id="site.E002"))
    if settings.HTTPS and not settings.TRUSTED_PROXIES:  # it would redirect for ever
        text = "SITE_URL is https, but no proxy is believed that says so."
        hint = "Set TRUSTED_PROXIES to the address of the proxy that speaks https."
        found.append(Warning(text, hint, id="site.W003"))
    return found


@register(Tags.database, deploy=True)
def workers_are_alive(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Warn of a public site without a mail worker, and of SQLite shared by several machines."""
    if not databases or is_local(settings.SITE_URL):
        return []
    since = timezone.now() - settings.HEALTH_WORKER_SILENT
    try:
        names = list(WorkerHeartbeat.objects.filter(at__gte=since).values_list("name", flat=True))
    except DatabaseError:
        return []  # not migrated yet; that is another command's to say
    found: list[CheckMessage] = []
    if not names:
        text = "No mail worker has shown itself lately, so no message leaves."
        found.append(Warning(text, "Run `manage.py deliver` beside the site.", id="site.W004"))
    if connection.vendor == "sqlite" and len({name.rpartition(":")[0] for name in names}) > 1:
        text = "Several machines work on one SQLite file, which its locks do not bear."
        found.append(Error(text, "Set DATABASE_URL to a PostgreSQL server.", id="site.E005"))
    return found


def is_anywhere(name: str) -> bool:
    return name == "*" or ip_network(name, strict=False).prefixlen < EVERYBODY
