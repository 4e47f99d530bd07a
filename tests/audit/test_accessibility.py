"""axe-core finds nothing on any page in any state, light and dark."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.audit.conftest import open_unfolded
from tests.audit.tools import package

pytestmark = [pytest.mark.browser, pytest.mark.once]

AXE = package("axe-core", "axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Describing what is well takes most of axe's time, and nobody reads it.
QUICKLY = {"resultTypes": ["violations"], "preload": False}
ALL_RULES = QUICKLY | {"runOnly": {"type": "tag", "values": STANDARDS}}
OF_COLOURS = QUICKLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what axe finds, each with its rule, the element and why."""
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{rule['id']}: {node['html'][:150]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_axe_finds_no_violation(phone: Page, markup: dict[str, str]) -> None:
    found = {}
    for address in markup:
        phone.emulate_media(color_scheme="light")
        open_unfolded(phone, address)
        phone.evaluate(AXE)
        found[address] = violations(phone, ALL_RULES)
        phone.emulate_media(color_scheme="dark")
        found[f"{address} in the dark"] = violations(phone, OF_COLOURS)
    found = {address: faults for address, faults in found.items() if faults}
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)
