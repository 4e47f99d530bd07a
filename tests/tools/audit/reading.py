"""How much there is to read, and how soon it answers: the table of `docs/reading.md`."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Page, sync_playwright

TOPIC, BELOW = "/zhongdian-xiaojuren/", "/xiaojuren/"
PHONE, DESKTOP = (360, 640), (1280, 800)
PRINTED_PAGE = re.compile(rb"/Type\s*/Page\b")
MEASURE = (Path(__file__).parent / "reading.js").read_text()
LOADED = "link[rel=stylesheet], script[src]"
MOST_SCREENS = 2  # within which an answer, or the link to it, must begin

# Highest heights in px at 1280 and 360.
HEIGHTS = {
    TOPIC: (6_500, 9_500),
    BELOW: (7_500, 11_000),
    "/": (2_100, 3_000),
    "/compare/": (2_800, 4_500),
    "/regions/": (2_400, 4_000),
}
QUESTIONS = {
    "may I apply": ".panel",
    "how much": "#support",
    "conditions": "#criteria",
    "what to do": "#preparation",
    "my province": "#regions",
}


@dataclass(frozen=True)
class Row:
    """A figure beside its goal, both as they are printed."""

    what: str
    found: str
    goal: str
    is_reached: bool

    def __str__(self) -> str:
        return (
            f"| {self.what} | {self.found} | {self.goal} | {'yes' if self.is_reached else 'no'} |"
        )


def rows(site: str, executable: str) -> Iterator[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield from heights(browser, site)
        page = opened(browser, site + TOPIC, PHONE)
        found = page.evaluate(MEASURE)
        yield row("marks on the topic page", found["marks"], 25)
        yield row("notes on the topic page", found["notes"], 15)
        yield provenance(found, "above its notes")
        yield row("its sentences that stand twice", len(found["repeated"]), 0)
        for sentence in found["repeated"]:
            print(f"  twice: {sentence}")
        yield from answers(page)
        below = opened(browser, site + BELOW, PHONE)
        yield provenance(below.evaluate(MEASURE), f"on {BELOW}")
        page = opened(browser, site + TOPIC, DESKTOP)
        yield row("the topic page printed, A4 sheets", sheets(page), 5)
        yield row("its HTML, CSS and JavaScript, Brotli, bytes", weight(page), 14_600)
        browser.close()


def heights(browser: Browser, site: str) -> Iterator[Row]:
    for path, goals in HEIGHTS.items():
        found = [
            opened(browser, site + path, size).evaluate(MEASURE)["height"]
            for size in (DESKTOP, PHONE)
        ]
        reached = all(height <= goal for height, goal in zip(found, goals, strict=True))
        yield Row(f"{path} px at 1280 / 360", slashed(found), f"≤ {slashed(goals)}", reached)


def answers(page: Page) -> Iterator[Row]:
    """Yield to each question the taps and the screens of a phone until its answer begins."""
    for question, place in QUESTIONS.items():
        screens = screens_to(page, place)
        links = page.locator(f"main a[href='{place}']:visible")
        to_link = screens_to(page, f"main a[href='{place}']") if links.count() else screens
        taps = 0 if screens <= MOST_SCREENS else 1
        reached = min(screens, to_link) <= MOST_SCREENS
        said = f"{taps} taps, {min(screens, to_link)} screens"
        yield Row(question, said, "≤ 1 tap, ≤ 2 screens", reached)


def screens_to(page: Page, selector: str) -> int:
    top: float = page.locator(selector).first.evaluate(
        "element => element.getBoundingClientRect().top + window.scrollY"
    )
    return int(top // PHONE[1]) + 1


def provenance(found: dict[str, Any], where: str) -> Row:
    return row(f"provenance {where}, %", round(100 * found["provenance"], 1), 8)


def sheets(page: Page) -> int:
    return len(PRINTED_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))


def weight(page: Page) -> int:
    addresses: list[str] = page.locator(LOADED).evaluate_all("all => all.map(e => e.href || e.src)")
    bodies = (page.request.get(address).body() for address in (page.url, *addresses))
    return sum(len(brotli.compress(body, quality=11)) for body in bodies)


def opened(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        ignore_https_errors=True, viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    page.goto(address)
    return page


def row(what: str, found: float, most: float) -> Row:
    return Row(what, f"{found:,}", f"≤ {most:,}", found <= most)


def slashed(figures: Iterable[Any]) -> str:
    return " / ".join(f"{figure:,}" for figure in figures)


def print_table(site: str, executable: str) -> bool:
    """Print every row as Markdown; return whether all goals are reached."""
    print("| reading | found | goal | reached |\n|---|---|---|---|")
    all_rows = list(rows(site, executable))
    print(*all_rows, sep="\n", flush=True)
    return all(item.is_reached for item in all_rows)


if __name__ == "__main__":
    sys.exit(0 if print_table(*sys.argv[1:3]) else 1)
