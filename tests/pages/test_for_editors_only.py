"""What is written for editors reaches neither readers nor the open data."""

import pytest
from django.apps import apps
from django.test import Client

from policies.models import RegionalTopUp
from policies.models.keys import FOR_EDITORS, KeyedModel
from tests.pages.test_open_data import FILES
from tests.reachable import reachable_paths

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CLUE = "只给编辑看的线索"


def test_notes_clues_and_quotes_for_editors_are_told_to_nobody(client: Client) -> None:
    noted: set[str] = set()
    for model in apps.get_app_config("policies").get_models():
        names = FOR_EDITORS & {field.name for field in model._meta.concrete_fields}
        if issubclass(model, KeyedModel) and names:
            model._base_manager.update(**dict.fromkeys(names, CLUE))
            noted |= names
    assert noted == FOR_EDITORS
    for path in (*reachable_paths(client), *FILES, "/search/?q=线索", "/updates/feed.atom"):
        assert CLUE not in client.get(path).content.decode(), path


def test_a_document_that_only_drafts_rest_on_is_listed_once_one_of_them_is_public(
    client: Client,
) -> None:
    draft = RegionalTopUp.objects.get(code="ningbo-little-giant")
    place = f'id="{draft.source.key}"'
    assert place not in client.get("/sources/").content.decode()
    draft.publication = "published"
    draft.save()
    assert place in client.get("/sources/").content.decode()
