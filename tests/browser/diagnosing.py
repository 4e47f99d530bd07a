"""How a visitor walks through the 诊断表: title and goal, answers, result, contact."""

from typing import Any

from playwright.sync_api import Page, ViewportSize

from policies.diagnosis.goals import REVIEWED, goals_of
from policies.diagnosis.vocabulary import Goal
from policies.vocabulary import CurrentTitle

PHONE: ViewportSize = {"width": 360, "height": 740}
CONTACT = {"company_name": "襄阳某某精密", "contact_name": "张三", "phone": "138 0013 8000"}


def begin(page: Page, title: CurrentTitle, goal: Goal, province: str = "湖北") -> None:
    """Choose title, province and goal; a goal that is not offered gives way to the first."""
    page.goto("/diagnosis/")
    page.locator("a.choice", has_text=title.label).first.click()
    page.select_option("[name=region]", province)
    offered = goals_of(title)
    page.locator(f"button[name=goal][value={goal if goal in offered else offered[0]}]").click()


def answer(page: Page, answers: dict[str, Any]) -> None:
    """Fill in answers as typed, radios by True and False, choices by their codes."""
    if page.locator("#more:not([open])").count():
        page.locator("#more > summary").click()
    for name, value in answers.items():
        if isinstance(value, bool):
            page.check(f"[name={name}][value={str(value).lower()}]")
        elif isinstance(value, frozenset):
            for code in value:
                page.check(f"[name={name}][value={code}]")
        else:
            page.fill(f"[name={name}]", str(value))


def in_force(title: CurrentTitle, answers: dict[str, Any]) -> dict[str, Any]:
    """Return answers with those about the title that they leave out: it is in force."""
    given = {"title_valid": True} if title in REVIEWED else {}
    return {name: value for name, value in (given | answers).items() if value is not None}


def look(page: Page) -> None:
    page.get_by_role("button", name="看结果").click()


def submit(page: Page, **more: str) -> None:
    """Leave the contact, and agree to it."""
    for name, value in (CONTACT | more).items():
        page.fill(f"[name={name}]", value)
    page.check("[name=consent]")
    page.get_by_role("button", name="发给顾问").click()
