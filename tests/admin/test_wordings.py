"""Editors word basis lines and notes; documents, states and numbers stay what the facts say."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from policies.models import SourceDocument, TopicPage
from tests.admin.forms import change_page, edit, errors_of, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

PATH = "/zhongdian-xiaojuren/"
WORDING = "下面各条照抄{依据}，以原文为准"


@pytest.fixture
def topic() -> TopicPage:
    return TopicPage.objects.get(slug="zhongdian-xiaojuren")


def word_criteria(client: Client, topic: TopicPage, wording: str) -> HttpResponse:
    number = [section.key for section in topic.sections.all()].index("criteria")
    return edit(client, change_page(topic), **{f"sections-{number}-basis_wording": wording})


def stale(client: Client, kind: str) -> str:
    address = reverse(f"admin:policies_{kind}_changelist")
    return client.get(address, {"wording": "stale"}).content.decode()


def test_a_line_is_worded_around_its_documents_states_and_numbers(
    admin_client: Client, client: Client, topic: TopicPage
) -> None:
    assert saved(word_criteria(admin_client, topic, WORDING))

    line = client.get(PATH).content.decode().partition('<section id="criteria"')[2]
    line = line.partition("data-basis>")[2].partition("</p>")[0]
    assert line.startswith("下面各条照抄财建〔2024〕148号")
    assert 'href="#note-1">〔1〕</a>，以原文为准' in line


def test_a_note_is_worded_around_its_document_and_state(
    admin_client: Client, client: Client
) -> None:
    document = SourceDocument.objects.get(key="mof-2024-148")
    edit(admin_client, change_page(document), basis_wording="{依据}，2024年起三年一轮")

    note = client.get(PATH).content.decode().partition('<li id="note-1"')[2].partition("</li>")[0]
    assert "财建〔2024〕148号《" in note
    assert "，转述，2024年起三年一轮。" in note


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        ("照抄文件", "要有一处“{依据}”"),
        ("{依据}{依据}", "要有一处“{依据}”"),
        ("据{依据}，已核原文", "由本站填写"),
        ("{依据}〔3〕", "由本站填写"),
    ],
)
def test_a_wording_neither_drops_nor_tells_what_the_facts_say(
    wording: str, message: str, admin_client: Client, topic: TopicPage
) -> None:
    assert message in errors_of(word_criteria(admin_client, topic, wording))
    assert not topic.sections.exclude(basis_wording="").exists()


def test_a_wording_is_listed_when_its_facts_change_until_a_person_saves_it_again(
    admin_client: Client, topic: TopicPage
) -> None:
    document = SourceDocument.objects.get(key="mof-2024-148")
    word_criteria(admin_client, topic, WORDING)
    edit(admin_client, change_page(document), basis_wording="{依据}，三年一轮")
    assert change_page(topic) not in stale(admin_client, "topicpage")
    assert change_page(document) not in stale(admin_client, "sourcedocument")

    document.refresh_from_db()
    document.document_number = "财建〔2024〕149号"
    document.save()
    assert change_page(topic) in stale(admin_client, "topicpage")
    assert change_page(document) in stale(admin_client, "sourcedocument")

    edit(admin_client, change_page(topic))
    edit(admin_client, change_page(document))
    assert change_page(topic) not in stale(admin_client, "topicpage")
    assert change_page(document) not in stale(admin_client, "sourcedocument")
