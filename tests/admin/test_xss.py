"""Hostile texts in every field of content: the sanitiser and the policy each suffice alone."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from markdownx.models import MarkdownxField
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from policies.models import Region, SourceLink, UpdateNote
from policies.models.keys import content_models
from tests.admin.payloads import PAYLOADS

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/", "/zhongdian-xiaojuren/", "/xiaojuren/", "/zhuanjingtexin/", "/kejichuangxin/",
    "/compare/?old=1", "/regions/", "/regions/guangdong/", "/sources/", "/glossary/",
    "/updates/", "/diagnosis/",
)  # fmt: skip
IN_ONE_TEXT = 3  # payloads in one Markdown text: an open tag must not swallow all others
EVENTS = ("mouseover", "pointerenter", "click", "focus", "toggle", "animationstart", "error")

META = re.compile("<meta[^>]*>")

# What runs, or would at a click: handlers, programs as addresses, documents inside the page.
ARMED = """
() => [...document.querySelectorAll("*")].filter((element) =>
  [...element.attributes].some(({ name }) => name.startsWith("on") || name === "srcdoc")
  || /^(javascript|data|vbscript|blob):/.test(element.href || element.action || "")
  || ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE"].includes(element.tagName)
     && !(element.src || "").startsWith(location.origin + "/static/")
     && element.type !== "application/ld+json"
).map((element) => element.outerHTML)
"""
FLAGGED_CHILDREN = """
() => Array.from(frames).filter((child) => {
  try { return child.xss !== undefined } catch { return false }  // of another origin: asked itself
}).length
"""
TOUCH_ALL = """
(events) => {
  for (const link of document.querySelectorAll("main a"))
    if (link.protocol === "javascript:") link.click();
  addEventListener("click", (event) => event.preventDefault(), true);  // stay on the page
  for (const element of document.querySelectorAll("main *"))
    for (const name of events) element.dispatchEvent(new Event(name, { cancelable: true }));
}
"""


def free_text_fields(model: Any) -> list[Any]:
    """The fields of a model that an editor may write anything into."""
    return [
        field
        for field in model.text_fields()
        if not any(isinstance(rule, RegexValidator) for rule in field.validators)
    ]


def hostile(field: Any, number: int) -> str:
    """The payloads of a field, from the given one on, as many as it takes."""
    turned = [PAYLOADS[(number + offset) % len(PAYLOADS)] for offset in range(len(PAYLOADS))]
    if isinstance(field, MarkdownxField):
        return "\n\n".join(turned[:IN_ONE_TEXT])
    mark = f" {number}" if field.unique else ""
    longest = (field.max_length or 1000) - len(mark)
    fitting = (payload for payload in turned if len(payload) <= longest)
    return next(fitting, turned[0][:longest]) + mark


@pytest.fixture
def hostile_content(seeded: None) -> set[str]:
    """Every text of every row is hostile; returns the payloads that were placed."""
    now = timezone.now()
    for n in range(40):
        UpdateNote.objects.create(code=f"note-{n}", title="x", publish_at=now)
    texts: list[str] = []
    numbers = count()
    for model in content_models():
        fields = free_text_fields(model)
        rows = list(model._base_manager.all())
        for field in fields:
            for row in rows:
                text = hostile(field, next(numbers))
                setattr(row, field.name, text)
                texts.append(text)
        if fields and rows:
            models.QuerySet.bulk_update(
                model._base_manager.all(), rows, [field.name for field in fields]
            )
    everything = "\x00".join(texts)
    return {payload for payload in PAYLOADS if payload in everything}


@pytest.fixture
def outside() -> list[str]:
    """What was asked of other hosts."""
    return []


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, outside: list[str]) -> Iterator[Any]:
    """Opens a page that counts as the victim's, with the browser's policy on or off."""
    contexts = []

    def opened(*, bypass_csp: bool) -> tuple[Page, list[str]]:
        context = browser.new_context(base_url=live_server.url, bypass_csp=bypass_csp)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        ran: list[str] = []

        def dismiss(dialog: Any) -> None:
            ran.append(f"dialog on {page.url}")
            dialog.dismiss()

        def stay_inside(route: Any) -> None:
            if route.request.url.startswith((live_server.url, "data:", "blob:")):
                route.continue_()
            else:
                outside.append(route.request.url)
                route.abort()

        page.on("dialog", dismiss)
        page.route("**/*", stay_inside)
        return page, ran

    yield opened
    for context in contexts:
        context.close()


def flags(page: Page) -> list[str]:
    """The frames in which a payload ran; one that the policy left empty never answers itself."""
    loaded = [frame for frame in page.frames if frame.url.startswith(("http", "data:", "blob:"))]
    ran = [frame.url for frame in loaded if frame.evaluate("window.xss !== undefined")]
    return ran + ["a frame without an address"] * page.evaluate(FLAGGED_CHILDREN)


def test_the_corpus_is_large_and_without_duplicates() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


def test_the_sanitiser_and_the_templates_suffice_without_the_policy(
    visit: Any, hostile_content: set[str], outside: list[str]
) -> None:
    assert hostile_content == set(PAYLOADS)
    page, ran = visit(bypass_csp=True)
    for path in PAGES:
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
        assert page.evaluate(ARMED) == [], path
        page.evaluate(TOUCH_ALL, list(EVENTS))
        assert (ran, flags(page), outside) == ([], [], []), path


@pytest.fixture
def no_sanitiser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing in the site can switch the sanitiser off, so a stand-in removes <meta> only.

    Leading the reader away, as that does, is nothing that a policy can forbid.
    """
    with monkeypatch.context() as without:
        without.setattr(
            "policies.presentation.markdown.nh3.clean", lambda html, **_: META.sub("", html)
        )
        yield


@pytest.mark.usefixtures("hostile_content", "no_sanitiser")
def test_where_neither_stands_the_corpus_runs(visit: Any) -> None:
    page, ran = visit(bypass_csp=True)
    page.goto("/xiaojuren/")
    assert flags(page) or ran


@pytest.mark.usefixtures("hostile_content", "no_sanitiser")
def test_the_policy_suffices_without_the_sanitiser(visit: Any) -> None:
    page, ran = visit(bypass_csp=False)
    armed = 0
    for path in PAGES:
        page.goto(path)
        armed += len(page.evaluate(ARMED))
        page.evaluate(TOUCH_ALL, list(EVENTS))
        assert (ran, flags(page)) == ([], []), path
    assert armed > 50, "the payloads did not reach the pages"


@pytest.mark.parametrize("address", ["javascript:xss=1", "data:text/html,x", "JaVaScRiPt:xss"])
def test_addresses_that_are_programs_are_refused(seeded: None, address: str) -> None:
    region, link = Region.objects.all()[0], SourceLink.objects.all()[0]
    region.authority_url = link.url = address
    for row in (region, link):
        with pytest.raises(ValidationError, match=r"URL|网址"):
            row.full_clean()
