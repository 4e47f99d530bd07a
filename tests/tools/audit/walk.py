"""One walk over all pages, because opening them takes longer than most questions about them."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.tools.audit.tools import package

Faults = dict[str, dict[str, Any]]  # by question and page; none where all is well

HERE = Path(__file__).parent
SCRIPTS = {
    "wider": "document.documentElement.scrollWidth > innerWidth",
    "small targets": (HERE / "small_targets.js").read_text(),
    "out of order": (HERE / "reading_order.js").read_text(),
}
CLIPPED_TEXT = (HERE / "clipped_text.js").read_text()
# WCAG 2.2, 1.4.12
SPACED_TEXT = """* {
  line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
} p { margin-bottom: 2em !important; }"""
UNFOLD = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Describing what is well takes most of axe's time, and nobody reads it.
QUICKLY = {"resultTypes": ["violations"], "preload": False}
ALL_RULES = QUICKLY | {"runOnly": {"type": "tag", "values": STANDARDS}}
OF_COLOURS = QUICKLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def walk(page: Page, addresses: list[str]) -> Faults:
    """Open each page with all that is folded unfolded, and ask every question."""
    axe = package("axe-core", "axe.min.js").read_text()
    found: Faults = {}
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        page.evaluate(UNFOLD)
        page.evaluate(axe)
        answers = {name: page.evaluate(script) for name, script in SCRIPTS.items()}
        answers["violations"] = violations(page, ALL_RULES)
        page.emulate_media(color_scheme="dark")
        answers["violations in the dark"] = violations(page, OF_COLOURS)
        page.add_style_tag(content=SPACED_TEXT)
        answers["clipped"] = page.evaluate(CLIPPED_TEXT)
        for question, answer in answers.items():
            found.setdefault(question, {}).update({address: answer} if answer else {})
    return found


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what axe finds, each with its rule, the element and why."""
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{rule['id']}: {node['html'][:150]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def told(faults: dict[str, Any]) -> str:
    """Return the faults of one question as text, a page a paragraph."""
    return "\n\n".join(f"{address}\n{answer}" for address, answer in faults.items())
