"""What takes too long for every run: Lighthouse, ratings, journeys in two browsers (`make audit`).

The site is started as `make run` starts it, with a database of its own, and ended again.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

from tests.tools.audit.old_browsers import look_right, understood
from tests.tools.audit.reading import print_table
from tests.tools.torture.site import free_port, wait_until

HERE = Path(__file__).parent
PAGES = ("/", "/zhongdian-xiaojuren/", "/compare/", "/regions/", "/diagnosis/")
RATED = (*PAGES, "/admin/sign-in/")
LEAST_RATING = 130  # of the public observatory for headers, whose 100 is passed
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ATTEMPTS = 3  # whatever else the machine does meanwhile costs points
CHROMIUM_FLAGS = (
    "--headless=new --no-sandbox --disable-background-networking --ignore-certificate-errors"
)
BROWSERS = {"chromium": ("chromium", "chromium-browser"), "firefox": ("firefox", "firefox-esr")}


@contextmanager
def served_site() -> Iterator[tuple[str, Path]]:
    """Serve the site over https from a database of its own.

    Yield its address and the certificate of the authority that vouches for it.
    """
    port = free_port()
    address = f"https://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        authority, certificate = Path(folder, "authority.pem"), Path(folder, "certificate.pem")
        issuer = trustme.CA()
        issuer.cert_pem.write_to_path(authority)
        issued = issuer.issue_cert("127.0.0.1", "localhost")
        issued.private_key_and_cert_chain_pem.write_to_path(certificate)
        variables = os.environ | {
            "DATA_DIR": folder,
            "PORT": str(port),
            "SITE_URL": address,
            "TRUSTED_PROXIES": "127.0.0.1",
            "GUNICORN_CMD_ARGS": f"--certfile={certificate}",
        }
        with Path(folder, "site.log").open("wb") as log:
            site = subprocess.Popen(
                [sys.executable, "-m", "xiaojuren_site.run"],
                env=variables, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_until(lambda: answers(port), "the site does not answer")
            yield address, authority
        finally:
            site.terminate()
            site.wait(30)


def answers(port: int) -> bool:
    """Return whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def browser_path(name: str) -> str:
    """Return where a browser lies; leave with one line where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS[name])), None)
    return path or sys.exit(f"No {name}; tests/tools/install --for-audit installs it.")


def lighthouse(address: str) -> dict[str, int]:
    """Return Lighthouse's scores of a page on a phone by category: 100 at best, 0 on failure."""
    command = [
        f"{HERE}/node_modules/.bin/lighthouse", address, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROMIUM_FLAGS}",
    ]  # fmt: skip
    variables = os.environ | {"CHROME_PATH": browser_path("chromium")}
    result = subprocess.run(command, env=variables, capture_output=True, timeout=180, check=False)
    if result.returncode:
        print(f"  Lighthouse failed: {result.stderr.decode().strip()[-200:]}")
        return dict.fromkeys(CATEGORIES, 0)
    report = json.loads(result.stdout)
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 1 and weighs(report, name):
            print(f"  {name}: {audit.get('displayValue') or audit['title']}")
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def best_scores(address: str) -> dict[str, int]:
    """Return the best scores of a few attempts, which end as soon as all are 100."""
    best = dict.fromkeys(CATEGORIES, 0)
    for _ in range(ATTEMPTS):
        scores = lighthouse(address)
        best = {name: max(best[name], scores[name]) for name in CATEGORIES}
        if min(best.values()) == 100:
            break
    return best


def weighs(report: dict[str, Any], name: str) -> bool:
    """Return whether an audit counts in any category."""
    categories = report["categories"].values()
    references = [reference for category in categories for reference in category["auditRefs"]]
    return any(reference["id"] == name and reference["weight"] for reference in references)


def ratings(site: str, authority: Path) -> Iterator[tuple[str, int]]:
    """Yield what the observatory gives the headers of each page; print it with what they lack."""
    command = ["node", f"{HERE}/rating.mjs", site.rpartition(":")[2], *RATED]
    variables = os.environ | {"NODE_EXTRA_CA_CERTS": str(authority)}
    result = subprocess.run(
        command, env=variables, stdout=subprocess.PIPE, text=True, timeout=180, check=True
    )
    for line in result.stdout.splitlines():
        path, rating, *lacking = line.split()
        print(path, "rating", rating, *lacking, flush=True)
        yield path, int(rating)


def main() -> int:
    """Print every score, rating and journey; return 1 where one falls short."""
    falls_short = False
    with served_site() as (site, authority):
        rated = dict(ratings(site, authority))
        falls_short |= min(rated[path] for path in RATED) < LEAST_RATING
        falls_short |= not print_table(site, browser_path("chromium"))
        falls_short |= not understood()
        falls_short |= not look_right(
            site, browser_path("chromium"), browser_path("firefox"), PAGES
        )
        for path in PAGES:
            scores = best_scores(site + path)
            falls_short |= min(scores.values()) < 100
            print(path, *(f"{name} {score}" for name, score in scores.items()), flush=True)
        for browser in BROWSERS:
            journeys = ["node", f"{HERE}/journeys.mjs", browser, browser_path(browser), site]
            falls_short |= subprocess.run(journeys, timeout=180, check=False).returncode != 0
    return int(falls_short)


if __name__ == "__main__":
    sys.exit(main())
