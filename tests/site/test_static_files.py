"""Static files: hashed, compressed, complete, collected only when changed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from whitenoise import WhiteNoise

from xiaojuren_site.run import collect_if_changed

pytestmark = pytest.mark.once

STATIC_TAG = re.compile(r"""{%\s*static\s+['"]([^'"]+)['"]\s*%}""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Collect as production does, once for the module; yield the folder."""
    root = tmp_path_factory.mktemp("site") / "static"
    with production(root):
        assert collect_if_changed()
        yield root


def production(root: Path, **changes: Any) -> override_settings:
    """Return the settings under which production collects into a folder."""
    backend = "xiaojuren_site.static_files.CompactStaticFilesStorage"
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    return override_settings(STATIC_ROOT=root, STORAGES=storages, **changes)


def hashed_names(collected: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return names


def test_every_file_that_a_template_names_is_collected(collected: Path) -> None:
    names = hashed_names(collected)
    named = {
        name
        for template in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in STATIC_TAG.findall(template.read_text())
    }

    assert named
    assert named <= names.keys()


def test_a_stylesheet_is_compressed_and_cached_for_good(collected: Path) -> None:
    name = hashed_names(collected)["site.css"]

    assert re.fullmatch(r"site\.[0-9a-f]{12}\.css", name)
    assert (collected / f"{name}.br").exists()
    assert (collected / f"{name}.gz").exists()


def test_a_stylesheet_is_served_to_this_site_only(collected: Path) -> None:
    name = hashed_names(collected)["site.css"]
    server = WhiteNoise(
        None,
        root=collected,
        prefix="static/",
        allow_all_origins=settings.WHITENOISE_ALLOW_ALL_ORIGINS,
    )

    response = server.files[f"/static/{name}"].get_response("GET", {"HTTP_ACCEPT_ENCODING": "br"})
    response.file.close()

    headers = dict(response.headers)
    assert headers["Content-Encoding"] == "br"
    assert "Access-Control-Allow-Origin" not in headers


def test_unchanged_files_are_not_collected_again(collected: Path) -> None:
    assert not collect_if_changed()


def test_a_changed_file_is_collected_again(tmp_path: Path) -> None:
    own, root = tmp_path / "own", tmp_path / "static"
    own.mkdir()
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with production(root, STATICFILES_DIRS=[own], STATICFILES_FINDERS=finders):
        (own / "old.css").write_text("p { margin: 0 }")
        assert collect_if_changed()
        (own / "new.css").write_text("p { margin: 0 }")
        assert collect_if_changed()

    assert hashed_names(root).keys() == {"old.css", "new.css"}
