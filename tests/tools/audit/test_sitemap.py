"""The sitemap follows the schema of sitemaps.org."""

import pytest
import xmlschema
from django.test import Client

from tests.tools.audit.tools import package

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

SCHEMA = package("sitemap", "schema/sitemap.xsd")


def test_the_sitemap_follows_its_schema(client: Client) -> None:
    schema = xmlschema.XMLSchema(SCHEMA)
    text = client.get("/sitemap.xml").content.decode()
    assert not list(schema.iter_errors(text))
    assert list(schema.iter_errors(text.replace("lastmod", "changed")))
