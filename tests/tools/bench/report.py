"""The table: printed, and kept in docs/performance.md between two marks."""

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import django
from django.conf import settings

from tests.tools.bench.growth import Growth
from tests.tools.bench.operations import PAGES
from tests.tools.bench.pairs import PAIRS, Line, line
from tests.tools.bench.tuning import Setting

KEPT: Path = settings.BASE_DIR / "docs" / "performance.md"
BEGIN, END = "<!-- figures of `make bench` -->\n", "<!-- end of the figures -->\n"
HEAD = "| line | ratio | goal | holds | figures |\n|---|---:|---|---|---|"


def row(of: Line) -> str:
    """Return a line as a row of the table."""
    holds = {True: "yes", False: "no", None: ""}[of.holds]
    return f"| {of.what} | {of.ratio} | {of.goal} | {holds} | {of.details} |"


def lines_of_growth(database: str, grown: Iterable[Growth]) -> Iterator[Line]:
    """Return the lines with a goal: the page that grows most, and the inbox."""
    found = {growth.operation: growth.hundredfold for growth in grown}
    slowest = max(PAGES, key=lambda page: found[page].value)
    for what, operation in ((f"slowest page ({slowest})", slowest), ("admin inbox", "admin inbox")):
        ratio = found[operation]
        details = f"{ratio.first * 1000:.0f} : {ratio.second * 1000:.0f} ms"
        yield line(f"{what} at 100× : at 1×, {database}", ratio, details, most=2)


def growth_table(grown: dict[str, list[Growth]]) -> str:
    """Return the table of all operations on all databases."""
    databases = list(grown)
    titles = [f"{name} {size}" for name in databases for size in ("1×, ms", "10×", "100×")]
    rows = [f"| operation | {' | '.join(titles)} |", f"|---|{'---:|' * len(titles)}"]
    for growths in zip(*grown.values(), strict=True):
        cells = [
            cell
            for growth in growths
            for cell in (
                f"{growth.hundredfold.second * 1000:.1f}",
                f"{growth.tenfold.value:.2f}",
                f"{growth.hundredfold.value:.2f}",
            )
        ]
        rows.append(f"| {growths[0].operation} | {' | '.join(cells)} |")
    return "\n".join(rows)


def settings_table(tried: Iterable[Setting]) -> str:
    """Return the table of other settings of gunicorn, beside the site's."""
    rows = [
        "| setting in place of the site's | requests/s | ratio | p99 | ratio | MB a worker |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for of in tried:
        rate, slowest = of.rate, of.slowest
        rows.append(
            f"| {of.name} | {rate.first:,.0f} : {rate.second:,.0f} | {rate.value:.2f} "
            f"| {slowest.first * 1000:.1f} : {slowest.second * 1000:.1f} ms | {slowest.value:.2f} "
            f"| {of.memory:.0f} : {of.memory_of_the_site:.0f} |"
        )
    return "\n".join(rows)


def machine() -> str:
    """Return in general terms what was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, "
        f"Python {platform.python_version()}, Django {django.__version__}, "
        f"{settings.WEB_CONCURRENCY} workers; load generator on the same machine; {date.today()}."
    )


def write(lines: Iterable[Line], grown: dict[str, list[Growth]], tried: Iterable[Setting]) -> None:
    """Print the whole table and put it in the place of the former one."""
    table = "\n".join([HEAD, *map(row, lines)])
    figures = (
        f"Median of {PAIRS} pairs taken in turns, on {machine()}\n\n{table}\n\n"
        f"{growth_table(grown)}\n\n{settings_table(tried)}\n"
    )
    print(figures)
    before, _, rest = KEPT.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    KEPT.write_text(f"{before}{BEGIN}{figures}{END}{after}")
