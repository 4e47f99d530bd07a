"""How many profiles a second `assess --batch` judges, beside a loop that only parses them."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from tests.tools.bench.pairs import Line, line, ratio

PROFILES = 3000
PROFILE = {
    "current_title": "specialized", "title_valid": True, "revenue_y1": "8000",
    "revenue_y2": "7000", "rd_y1": "400", "rd_y2": "350", "main_business_share": "85",
}  # fmt: skip


def lines(folder: Path) -> Iterator[Line]:
    """Compare profiles a second; yield the line."""
    file = folder / "profiles.jsonl"
    file.write_text(f"{json.dumps(PROFILE)}\n" * PROFILES)
    found = ratio(lambda: assessed(file), lambda: parsed(file))
    what = "`assess --batch` : pure-Python loop that only parses the JSON"
    yield line(what, found, f"{found.first:,.0f} : {found.second:,.0f} profiles/s")


def assessed(file: Path) -> float:
    """Return profiles a second, each judged by every rule set in force."""
    began = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        call_command("assess", str(file), batch=True, stdout=nowhere)
    return PROFILES / (time.perf_counter() - began)


def parsed(file: Path) -> float:
    """Return profiles a second, each parsed and printed again."""
    began = time.perf_counter()
    with file.open("rb") as lines, Path(os.devnull).open("w") as nowhere:
        for profile in lines:
            print(json.dumps(json.loads(profile), ensure_ascii=False), file=nowhere)
    return PROFILES / (time.perf_counter() - began)
