"""The style guide: every component in every state, for those who build the site only."""

from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from xiaojuren_site.styleguide.shown import apart

pytestmark = pytest.mark.once

GUIDE = "/styleguide/"
MOST_QUERIES = 250  # as many as the pages need whose parts stand here; more come from a loop
TEMPLATES = Path(settings.BASE_DIR) / "templates"
OF_THE_DESK = {"diagnosis/brief.html"}
COMPONENTS = {
    str(file.relative_to(TEMPLATES))
    for file in (*TEMPLATES.glob("components/**/*.html"), *TEMPLATES.glob("diagnosis/*.html"))
    if "{% extends" not in file.read_text()
} - OF_THE_DESK


@dataclass
class Guide:
    """The style guide as it is once printed."""

    markup: str = ""
    queries: int = 0
    printed: set[str | None] = field(default_factory=set)
    """The templates that it and its preview print."""

    def note(self, sender: object, template: Template, **kwargs: Any) -> None:
        self.printed.add(template.name)


@pytest.fixture(scope="module")
def guide(filled_tables: list[str], django_db_blocker: DjangoDbBlocker) -> Guide:
    """Print the style guide once for all that is asked of it."""
    guide = Guide()
    template_rendered.connect(guide.note)
    with django_db_blocker.unblock(), CaptureQueriesContext(connection) as queries:
        guide.markup = Client().get(GUIDE).content.decode()
        guide.queries = len(queries)
        Client().get(f"{GUIDE}?preview")
    template_rendered.disconnect(guide.note)
    return guide


def test_every_component_stands_in_the_style_guide(guide: Guide) -> None:
    assert COMPONENTS - guide.printed == set()


def test_every_component_is_named_in_the_style_guide(guide: Guide) -> None:
    assert {name for name in COMPONENTS if name not in guide.markup} == set()


def test_the_style_guide_does_not_ask_for_each_state(guide: Guide) -> None:
    assert guide.queries <= MOST_QUERIES


def test_search_engines_pass_the_style_guide_by(guide: Guide) -> None:
    assert '<meta name="robots" content="noindex, nofollow">' in guide.markup


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_machines_are_not_told_of_the_style_guide(path: str, client: Client) -> None:
    assert b"styleguide" not in client.get(path).content


@pytest.mark.django_db
def test_the_style_guide_is_not_there_for_the_public(client: Client, settings: Settings) -> None:
    settings.STYLEGUIDE = False
    assert client.get(GUIDE).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p id="a"></p><a href="#a">', '<p id="a-7"></p><a href="#a-7">'),
        ('<a href="/x/#a">', '<a href="/x/#a">'),
        ('<input id="b" aria-describedby="c d">', '<input id="b-7" aria-describedby="c-7 d-7">'),
        ('<section aria-labelledby="t">', '<section aria-labelledby="state-7 t-7">'),
        ('<nav aria-label="分页">', '<nav aria-label="分页（7）">'),
        ('<div role="alert" autofocus>', '<div role="alert">'),
    ],
)
def test_what_names_an_element_names_it_in_its_example_alone(markup: str, expected: str) -> None:
    assert apart(markup, 7) == expected
