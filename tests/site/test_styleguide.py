"""The style guide: every component as pages print it, for those who build the site only."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from policies.diagnosis.models import Submission

pytestmark = [pytest.mark.once, pytest.mark.django_db]

GUIDE = "/styleguide/"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
OF_THE_DESK = {"diagnosis/brief.html"}
COMPONENTS = {
    str(file.relative_to(TEMPLATES))
    for file in (*TEMPLATES.glob("components/**/*.html"), *TEMPLATES.glob("diagnosis/*.html"))
    if "{% extends" not in file.read_text()
} - OF_THE_DESK


def test_every_component_stands_in_the_style_guide_and_nothing_is_stored(client: Client) -> None:
    response = client.get(GUIDE)
    shown = {name for name, states in response.context["components"] if any(states)}
    assert COMPONENTS - shown == set()
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_machines_are_not_told_of_the_style_guide(path: str, client: Client) -> None:
    assert b"styleguide" not in client.get(path).content


def test_the_style_guide_is_not_there_for_the_public(client: Client, settings: Settings) -> None:
    settings.STYLEGUIDE = False
    assert client.get(GUIDE).status_code == HTTPStatus.NOT_FOUND
