"""What takes how much longer with 10 and 100 times the data, on one database."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.conf import settings

from tests.tools.bench.pairs import PAIRS, Ratio, ratio_of

FACTORS = (1, 10, 100)


@dataclass(frozen=True)
class Growth:
    """An operation with its ratios: 10× and 100× the data to the small case; in seconds."""

    operation: str
    tenfold: Ratio
    hundredfold: Ratio


class Filled:
    """A process beside a database of one size, which measures what it is told to."""

    def __init__(self, factor: int, url: str, data: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.tools.bench", "operations", str(factor)],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": url, "DATA_DIR": data},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=60)

    def line(self) -> str:
        """Return the next line that it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().rstrip("\n") or sys.exit("An operation failed.")

    def seconds(self, operation: str) -> float:
        """Return how long an operation takes now."""
        assert self.process.stdin
        print(operation, file=self.process.stdin, flush=True)
        return float(self.line())


def measure(places: list[tuple[str, str]]) -> Iterator[Growth]:
    """Measure every operation in three databases in turns; each place is a URL and a folder."""
    with contextlib.ExitStack() as stack:
        sizes = [
            stack.enter_context(Filled(factor, url, folder))
            for factor, (url, folder) in zip(FACTORS, places, strict=True)
        ]
        [names, *_] = [size.line().split("\t") for size in sizes]
        for name in names:
            for size in sizes:
                size.seconds(name)  # the first time compiles templates and fills caches
            rounds = [[size.seconds(name) for size in sizes] for _ in range(PAIRS)]
            yield Growth(
                name,
                ratio_of([(middle, small) for small, middle, _ in rounds]),
                ratio_of([(large, small) for small, _, large in rounds]),
            )
