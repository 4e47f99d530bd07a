"""Templates are sent without indentation; errors still name the right line."""

import pytest
from django.conf import settings
from django.template.loader import get_template

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", ["base.html", "pages/topic.html", "diagnosis/question.html"])
def test_a_template_loses_its_indentation_and_keeps_its_lines(name: str) -> None:
    written = (settings.BASE_DIR / "templates" / name).read_text().splitlines()
    loaded = get_template(name).template.source.splitlines()  # type: ignore[attr-defined]
    assert loaded == [line.lstrip() for line in written]
    assert loaded != written
