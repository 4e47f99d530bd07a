"""The topic page as it is sent: compressed, with the files that a first visit loads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page_cache.cached_site import CachedSite
from tests.site.test_static_files import production
from tests.tools.audit.states import TOPIC
from xiaojuren_site.run import collect_if_changed

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 14_600  # of HTML, CSS and JavaScript: what the first round trip brings
MOST_REQUESTS = 4
LOADED = re.compile(r'<(?:script|link rel="(?:stylesheet|icon)")[^>]+(?:src|href)="([^"]+)"')
OWN_FILES = ["django.contrib.staticfiles.finders.FileSystemFinder"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[CachedSite]:
    """The site as gunicorn serves it, with its own static files collected and compressed."""
    with production(tmp_path / "static", STATICFILES_FINDERS=OWN_FILES):
        collect_if_changed()
        yield CachedSite()


def test_the_topic_page_is_light_and_asks_for_little(site: CachedSite) -> None:
    files = LOADED.findall(site.text(TOPIC))
    assert all(file.startswith("/static/") for file in files)
    assert 1 + len(files) <= MOST_REQUESTS, files

    site.get(TOPIC, accept_encoding="br")  # from the second time on it is compressed well
    sent = {path: len(site.get(path, accept_encoding="br").body) for path in (TOPIC, *files)}
    assert sum(size for path, size in sent.items() if not path.endswith(".svg")) <= MOST_BYTES, sent
