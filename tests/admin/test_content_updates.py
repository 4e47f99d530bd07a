"""内容更新 on the desk: said on the front page, shown side by side, taken, ticked or left."""

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import Term
from policies.operations.content_updates import compare, waiting
from tests.admin.cases.staff import EDITORS, client_of, member_of_staff
from tests.admin.forms import text_of
from tests.operations.test_content_updates import edition

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

PAGE = reverse("admin:content-updates")

__all__ = ["edition"]  # a fixture


@pytest.fixture
def editor() -> Client:
    return client_of(member_of_staff(EDITORS))


def test_the_front_page_says_nothing_where_nothing_waits(editor: Client) -> None:
    assert "处内容更新" not in text_of(editor, reverse("admin:index"))


@pytest.mark.usefixtures("edition")
def test_an_editor_sees_both_values_takes_all_and_may_undo(editor: Client) -> None:
    assert f"有{waiting()}处内容更新， 看一看" in text_of(editor, reverse("admin:index"))
    page = text_of(editor, PAGE)
    assert "2027年3月1日的内容版本" in page
    assert "（新版）" in page
    response = editor.post(PAGE, {"action": "all"}, follow=True)
    assert "撤销这次改动" in response.content.decode()
    assert Term.objects.get(key="class-1-ip").meaning.endswith("（新版）")
    assert f"有{waiting()}处内容更新" in text_of(editor, reverse("admin:index"))


@pytest.mark.usefixtures("edition")
def test_an_editor_takes_one_and_leaves_another(editor: Client) -> None:
    one, other = (update for update in compare() if update.name.startswith("term six-bases"))
    editor.post(PAGE, {"action": "take", "row": [one.token]})
    editor.post(PAGE, {"action": "leave", "row": [other.token]})
    left = {update.name: update.state for update in compare()}
    assert one.name not in left
    assert left[other.name] == ""


@pytest.mark.usefixtures("edition")
def test_a_row_that_changed_meanwhile_is_shown_again(editor: Client) -> None:
    update = next(each for each in compare() if each.name == "term class-1-ip")
    Term.objects.filter(key="class-1-ip").update(meaning="别人刚改的")
    response = editor.post(PAGE, {"action": "take", "row": [update.token]})
    assert response.status_code == 409
    assert "又有改动" in response.content.decode()
    assert Term.objects.get(key="class-1-ip").meaning == "别人刚改的"
