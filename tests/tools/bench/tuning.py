"""Other settings of gunicorn beside those that the site has: requests a second and memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.tools.bench import servers, wrk
from tests.tools.bench.pairs import Ratio, ratio_of
from tests.tools.bench.running import workers_memory
from tests.tools.bench.web import PAGE, READERS

PAIRS = 3
OTHERS = {
    "sync workers": "--worker-class sync",
    "1 thread": "--threads 1",
    "4 threads": "--threads 4",
    "8 threads": "--threads 8",
    "twice the workers": "--workers {twice}",
    "preloaded": "--preload",
}


@dataclass(frozen=True)
class Setting:
    """Another setting, its requests a second in parts of the site's, and MB of a worker."""

    name: str
    rate: Ratio
    slowest: Ratio
    memory: float
    memory_of_the_site: float


def settings_tried(workers: int) -> Iterator[Setting]:
    """Measure each setting in turns with the site as it is, at many connections."""
    with servers.site(PAGE) as site:
        for name, arguments in OTHERS.items():
            given = arguments.format(twice=2 * workers)
            with servers.site(PAGE, GUNICORN_CMD_ARGS=given) as other:
                for server in (site, other):
                    wrk.load(server.url(PAGE), READERS)  # every worker keeps the page now
                loads = [
                    (wrk.load(other.url(PAGE), READERS), wrk.load(site.url(PAGE), READERS))
                    for _ in range(PAIRS)
                ]
                yield Setting(
                    name,
                    ratio_of([(a.rate, b.rate) for a, b in loads]),
                    ratio_of([(a.p99, b.p99) for a, b in loads]),
                    median(workers_memory(other)),
                    median(workers_memory(site)),
                )
