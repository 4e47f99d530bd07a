"""A public scanner over every page and form that it finds: logged out, and as each role."""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

WAPITI = "wapiti3==3.2.3"  # in a room of its own: it wants other versions of what the site uses
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,"
    "shellshock,sql,ssrf,timesql,upload,xss,xxe"
)
OUTSIDE = "http://127.0.0.1:9/"  # where its payloads would report to; nothing listens
CRAWL_SECONDS, MODULE_SECONDS = 30, 8
DESK = "/admin/"


def roles() -> Iterator[tuple[str, Client | None]]:
    """Yield who scans: nobody, then somebody of each group, then a superuser."""
    yield "logged out", None
    for group in Group.objects.all():
        member = User.objects.create_user(f"scanner-{group.pk}", is_staff=True)
        member.groups.add(group)
        yield group.name, signed_in(member)
    yield "superuser", signed_in(User.objects.create_superuser("scanner"))


def signed_in(user: User) -> Client:
    """Return a client with a session of this account."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def scan(program: Path, folder: Path, client: Client | None) -> Iterator[str]:
    """Scan the site; yield how much was seen, then every finding with its address."""
    site = f"http://127.0.0.1:{settings.PORT}"
    report = folder / "report.json"
    command = [
        program, "--url", f"{site}/", "--module", MODULES, "--scope", "folder",
        "--start", site + (DESK if client else "/diagnosis/"),
        "--exclude", f"{site}{DESK}sign-out/*",
        "--max-scan-time", CRAWL_SECONDS, "--max-attack-time", MODULE_SECONDS,
        "--max-links-per-page", 60, "--max-parameters", 60, "--endpoint", OUTSIDE,
        "--store-session", folder / "session", "--flush-session", "--no-bugreport",
        "--format", "json", "--output", report, "--verbose", 0,
    ]  # fmt: skip
    if client:
        command += ["--cookie-value", f"sessionid={client.cookies['sessionid'].value}"]
    subprocess.run(list(map(str, command)), capture_output=True, check=True)
    told = json.loads(report.read_text())
    yield f"{told['infos']['crawled_pages_nbr']} pages and forms"
    for kind in ("vulnerabilities", "anomalies"):
        for name, findings in told[kind].items():
            for finding in findings:
                yield f"{name}: {finding['method']} {finding['path']}: {finding['info']}"


def scans(folder: Path) -> Iterator[str]:
    """Install the scanner, then scan as everybody in turn; yield the lines."""
    room = folder / "scanner"
    venv.create(room, with_pip=True)
    install = (room / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", WAPITI)
    subprocess.run(install, check=True, stdout=sys.stderr)
    for role, client in roles():
        for line in scan(room / "bin" / "wapiti", folder, client):
            yield f"scanner, {role}: {line}"
