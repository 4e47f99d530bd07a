"""The lines about pages: warm, cold, not modified, with many readers, beside submissions."""

import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from django.conf import settings

from policies.diagnosis.submission.tokens import submission_token
from policies.models import ContentRevision
from tests.tools.bench import servers, wrk
from tests.tools.bench.pairs import PAIRS, Line, Ratio, line, ratio, ratio_of
from tests.tools.bench.servers import Server
from tests.tools.torture.posting import HEADERS, form

PAGE = "/zhongdian-xiaojuren/"
READERS = 64
KEPT_BY_ALL = 20  # requests after which every worker keeps the page, compressed well
POSTS = 40  # of one measurement; the slowest two alone lie above its 95th percentile


def lines(folder: Path) -> Iterator[Line]:
    """Measure one site, one bare callable and one nginx; yield the lines."""
    with servers.site(PAGE) as site:
        body = folder / "page"
        for _ in range(KEPT_BY_ALL):
            _, headers, content = site.get(PAGE)
        body.write_bytes(content)
        with servers.bare(body) as bare:
            yield warm_and_bare(site, bare)
            yield cold_and_bare(site, bare)
        with servers.nginx(body, settings.WEB_CONCURRENCY) as nginx:
            yield warm_and_nginx(site, nginx, body)
        yield not_modified(site, headers["ETag"])
        yield slowest(site)
        yield cold_and_warm(site)
        yield submitting(site)


def rate(server: Server, path: str, connections: int = 16, **headers: str) -> float:
    """Return requests a second; headers as `If_None_Match`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wrk.load(server.url(path), connections, named).rate


def per_second(measured: Ratio) -> str:
    """Return both sides in words."""
    return f"{measured.first:,.0f} : {measured.second:,.0f} requests/s"


def milliseconds(measured: Ratio) -> str:
    """Return both sides, in seconds, in words."""
    return f"{measured.first * 1000:.1f} : {measured.second * 1000:.1f} ms"


def warm_and_bare(site: Server, bare: Server) -> Line:
    """Compare the warm page with the bare callable."""
    found = ratio(lambda: rate(site, PAGE, READERS), lambda: rate(bare, "/", READERS), 7)
    what = f"topic page warm : bare WSGI callable with the same bytes, {READERS} connections"
    return line(what, found, per_second(found), least=0.6)


def warm_and_nginx(site: Server, nginx: Server, body: Path) -> Line:
    """Compare the warm page with nginx on a file of the same bytes."""
    found = ratio(lambda: rate(site, PAGE), lambda: rate(nginx, f"/{body.name}"))
    return line("topic page warm : nginx serving the same file", found, per_second(found))


def not_modified(site: Server, tag: str) -> Line:
    """Compare the answer to readers who have the page with that to those who have a former one."""
    former = 'W/"former"'
    found = ratio(
        lambda: rate(site, PAGE, If_None_Match=tag),
        lambda: rate(site, PAGE, If_None_Match=former),
        3 * PAIRS,  # both are nearly as fast
    )
    return line("304 answer : 200 answer", found, per_second(found), least=1)


def slowest(site: Server) -> Line:
    """Compare the slowest hundredth with the middle, at many connections."""
    loads = [wrk.load(site.url(PAGE), READERS) for _ in range(PAIRS)]
    found = ratio_of([(load.p99, load.p50) for load in loads])
    what = f"p99 warm at {READERS} connections : p50"
    return line(what, found, milliseconds(found), most=5)


def cold_and_warm(site: Server) -> Line:
    """Compare a page that is rendered anew with the same page from memory."""
    found = ratio(lambda: seconds_cold(site), lambda: seconds_warm(site), 3 * PAIRS)
    return line("cold topic page : warm topic page", found, milliseconds(found))


def cold_and_bare(site: Server, bare: Server) -> Line:
    """Compare a page that is rendered anew with the bare callable."""
    found = ratio(lambda: seconds_cold(site), lambda: seconds_to_get(bare, "/"), 3 * PAIRS)
    return line("cold topic page : bare WSGI callable", found, milliseconds(found), most=60)


def seconds_to_get(server: Server, path: str) -> float:
    """Return how long one answer takes."""
    began = time.perf_counter()
    server.get(path)
    return time.perf_counter() - began


def seconds_warm(site: Server) -> float:
    """Return how long an answer takes when every worker keeps the page."""
    for _ in range(KEPT_BY_ALL):
        site.get(PAGE)
    return seconds_to_get(site, PAGE)


def seconds_cold(site: Server) -> float:
    """Return how long the first answer after a change of content takes."""
    ContentRevision.rotate()
    return seconds_to_get(site, PAGE)


def submitting(site: Server) -> Line:
    """Compare submitting while many read with submitting alone."""
    found = ratio(lambda: beside_readers(site), lambda: slow_post(site), 2 * PAIRS)
    what = f"submit while {READERS} readers are loading pages : submit alone (p95)"
    return line(what, found, milliseconds(found), most=3)


def beside_readers(site: Server) -> float:
    """Post while wrk reads."""
    reading = subprocess.Popen(wrk.command(site.url(PAGE), READERS, 60), stdout=subprocess.DEVNULL)
    try:
        return slow_post(site)
    finally:
        reading.terminate()
        reading.wait()


def slow_post(site: Server) -> float:
    """Post the 诊断表 again and again; return the 95th percentile in seconds."""
    times = []
    for number in range(POSTS):
        body = form(number, submission_token()[0])
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request("POST", "/diagnosis/", body, HEADERS)
        status = connection.getresponse().status
        connection.close()
        times.append(time.perf_counter() - began)
        if status != 303:
            raise SystemExit(f"A post was answered with {status}.")
    return quantiles(times, n=20, method="inclusive")[-1]
