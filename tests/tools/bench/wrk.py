"""Load by wrk: as many requests as connections can carry, for a few seconds."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

Headers = Mapping[str, str]

SECONDS = 1
BROTLI = {"Accept-Encoding": "br"}
NONE: Headers = {}
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
PERCENTILE = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", re.MULTILINE)
FAILURES = re.compile(r"Socket errors:.*|Non-2xx or 3xx responses:.*")


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second, and seconds within which half and 99% were answered."""

    rate: float
    p50: float
    p99: float


def command(url: str, connections: int, seconds: int, headers: Headers = NONE) -> list[str]:
    """Return the command that loads an address as a browser asks, with more headers."""
    written = [f"{name}: {value}" for name, value in {**BROTLI, **headers}.items()]
    flags = [part for header in written for part in ("-H", header)]
    options = ["-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    return ["wrk", *options, *flags, url]


def load(url: str, connections: int = 16, headers: Headers = NONE) -> Load:
    """Load an address; raise SystemExit where a request fails."""
    result = subprocess.run(
        command(url, connections, SECONDS, headers),
        capture_output=True, text=True, check=True, timeout=SECONDS + 30,
    )  # fmt: skip
    if failure := FAILURES.search(result.stdout):
        sys.exit(f"{url}: {failure[0]}")
    rate = RATE.search(result.stdout)
    times = {name: float(n) * UNITS[unit] for name, n, unit in PERCENTILE.findall(result.stdout)}
    if not rate or set(times) != {"50", "99"}:
        sys.exit(f"wrk printed something else than was expected:\n{result.stdout}")
    return Load(float(rate[1]), times["50"], times["99"])
