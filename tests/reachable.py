"""The pages that a visitor can reach by following links from the home page."""

import re
from urllib.parse import urlsplit

from django.test import Client

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
NO_PAGE = "/no-such-page/"
NOT_PUBLIC = ("/static/", "/admin/")
OF_EACH_FACT = "/corrections/"  # one of these hundreds stands for all


def reachable_paths(client: Client) -> list[str]:
    """Return the paths of all pages that links lead to from the home page, and of a missing one."""
    found, waiting = {NO_PAGE}, ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith(NOT_PUBLIC):
            continue
        if path.startswith(OF_EACH_FACT) and any(p.startswith(OF_EACH_FACT) for p in found):
            continue
        response = client.get(path)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            found.add(path)
            links = LINK.findall(response.content.decode())
            waiting += [urlsplit(link).path for link in links]
    return sorted(found)
