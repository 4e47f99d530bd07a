"""The access log: which page, which answer, how long; nothing about who asked."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

# No address, query string, referrer or agent.
FORMAT = (
    '{"at": "%(at)s", "logger": "access", "request": "%({request_id}e)s", "method": "%(m)s", '
    '"path": "%(U)s", "status": %(s)s, "bytes": %(B)s, "ms": %(M)s}'
)
WITH_TOKENS = ("/diagnosis/", "/preview/")
SECRET_SEGMENT = re.compile(r"[^/]{16,}")  # longer than any name of a page


def public_path(path: str) -> str:
    """Return a path for the log: tokens masked, everything unprintable percent-encoded.

    `path` is as WSGI carries it: decoded, each byte one character. A receipt's token opens what an
    enterprise has written, so it is no more for a log than the answers are; a preview's, drafts.
    """
    for prefix in WITH_TOKENS:
        if path.startswith(prefix):
            path = prefix + SECRET_SEGMENT.sub("***", path.removeprefix(prefix))
    return quote(path.encode("latin-1", "replace"), safe="/*-._~")


class AccessLog(Logger):  # type: ignore[misc]
    """Gunicorn's log with paths that are fit to be kept."""

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return atoms | {"at": now, "U": public_path(environ["PATH_INFO"])}
