"""撤销: a change comes back whole, or not at all with what has changed since."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision, Version

from policies.admin.history.undoing import undo_of
from policies.models import (
    Condition,
    Criterion,
    Dispute,
    Path,
    RegionalTopUp,
    SourceDocument,
    SupportMeasure,
    Term,
    UpdateNote,
    history,
)
from policies.vocabulary import PublicationState
from tests.admin.cases.staff import EDITORS, client_of, member_of_staff
from tests.admin.forms import a_term, text_of
from tests.admin.test_import_export import HEADINGS, NEW, confirm, csv_of, upload
from tests.admin.test_wizards import ROUND, TOP_UP, round_typed, top_up_typed
from tests.stored_content import stored_rows

pytestmark = pytest.mark.usefixtures("seeded")


def last_change() -> Revision:
    return Revision.objects.latest("pk")


def undo_page(revision: Revision | None = None) -> str:
    return reverse("admin:undo", args=[(revision or last_change()).pk])


@pytest.fixture
def editor() -> Client:
    return client_of(member_of_staff(EDITORS))


def withdraw_all_terms(client: Client) -> Any:
    posted = {
        "action": "withdraw_rows",
        "_selected_action": list(Term.objects.values_list("pk", flat=True)),
        "change_reason": "先撤下",
    }
    return client.post(reverse("admin:policies_term_changelist"), posted, follow=True)


def test_a_bulk_action_is_undone_from_the_message_after_it(editor: Client) -> None:
    before = stored_rows()
    page = withdraw_all_terms(editor).content.decode()
    assert stored_rows() != before
    assert f'<a href="{undo_page()}">撤销这次改动</a>' in page
    assert editor.post(undo_page()).status_code == 302
    assert stored_rows() == before
    assert last_change().comment.startswith("撤销 ")
    assert last_change().comment.endswith(" 的改动：先撤下")


def test_an_undo_can_be_undone(editor: Client) -> None:
    withdraw_all_terms(editor)
    after = stored_rows()
    editor.post(undo_page())
    editor.post(undo_page())
    assert stored_rows() == after


def test_an_import_is_undone_with_the_rows_that_it_created(editor: Client) -> None:
    before = stored_rows()
    old = RegionalTopUp.objects.get(code="owner-beijing")
    changed = [old.code, "北京", "配套", "改了的内容", "1", "", "", "owner"]
    response = confirm(editor, upload(editor, csv_of(HEADINGS, NEW, changed)))
    assert "撤销这次改动" in text_of(editor, response["Location"])
    page = text_of(editor, undo_page())
    assert "移除：" in page
    assert "改了的内容" in page
    editor.post(undo_page())
    assert stored_rows() == before


@pytest.mark.parametrize(("url", "typed"), [(TOP_UP, top_up_typed), (ROUND, round_typed)])
def test_a_guided_job_is_undone_with_its_document_and_note(
    editor: Client, url: str, typed: Any
) -> None:
    before = stored_rows()
    response = editor.post(url, typed(note_for_readers="告诉读者"))
    assert UpdateNote.objects.exists()
    assert "撤销这次改动" in text_of(editor, response["Location"])
    assert editor.post(undo_page()).status_code == 302
    assert stored_rows() == before


def test_what_removed_new_rows_cannot_be_undone_itself(editor: Client) -> None:
    editor.post(TOP_UP, top_up_typed())
    editor.post(undo_page())
    assert last_change().comment.startswith("撤销 ")
    assert last_change().version_set.filter(object_repr__contains="首次认定奖励").exists()
    assert editor.get(undo_page()).status_code == 404


def test_rules_come_back_with_their_conditions_and_paths(editor: Client) -> None:
    criterion = Criterion.objects.get(code="sp-ip")
    before = stored_rows()
    with history.change():
        first = criterion.conditions.all()[0]
        first.delete()
        new = Condition.objects.create(
            criterion=criterion, position=first.position, metric="listed", operator="is", flag=True
        )
        Path.objects.create(criterion=criterion, position=90, exemption="新").conditions.set([new])
    editor.post(undo_page())
    assert stored_rows() == before


def test_what_has_changed_since_is_said_and_nothing_is_restored(editor: Client) -> None:
    withdraw_all_terms(editor)
    revision = last_change()
    term = a_term()
    Term.objects.filter(pk=term.pk).update(note="别人后来改的")
    after = stored_rows()
    page = text_of(editor, undo_page(revision))
    assert "之后又改过" in page
    assert f"改动：术语“{term}”" in page
    assert "补充" in page
    assert "别人后来改的" in page
    assert "全部撤销" not in page
    assert editor.post(undo_page(revision)).status_code == 409
    assert stored_rows() == after


def test_a_row_that_another_change_uses_by_now_is_not_removed(editor: Client) -> None:
    with history.change():
        source = SourceDocument.objects.get(key="owner")
        new = Dispute.objects.create(
            code="x-99", about="新", treatment="note", documents_view="另一种", source=source
        )
    revision = last_change()
    a_term().disputes.add(new)
    with history.change():
        history.record([a_term()])
    response = editor.post(undo_page(revision))
    assert response.status_code == 409
    assert "用到" in response.content.decode()
    assert Dispute.objects.filter(code="x-99").exists()


def test_a_change_is_not_undone_twice(editor: Client) -> None:
    editor.post(TOP_UP, top_up_typed())
    revision = last_change()
    editor.post(undo_page(revision))
    after = stored_rows()
    assert editor.post(undo_page(revision)).status_code == 409
    assert stored_rows() == after


def test_the_first_filling_of_the_site_is_not_undone(editor: Client) -> None:
    seeding = Revision.objects.earliest("pk")
    assert seeding.comment == history.SEEDING
    assert editor.post(undo_page(seeding)).status_code == 404


def test_the_list_of_changes_leads_to_the_undo_of_each(editor: Client) -> None:
    withdraw_all_terms(editor)
    page = editor.get(reverse("admin:index")).content.decode()
    assert f'<a href="{undo_page()}">撤销</a>' in page
    page = editor.get(reverse("admin:policies_term_history", args=[a_term().pk])).content.decode()
    assert undo_page() in page


@pytest.mark.parametrize("group", ["审核", "顾问"])
def test_only_who_may_change_the_content_undoes(editor: Client, group: str) -> None:
    withdraw_all_terms(editor)
    other = client_of(member_of_staff(group, username="lisi"))
    assert other.post(undo_page()).status_code == 403
    assert a_term().publication == PublicationState.WITHDRAWN


def test_a_field_that_is_younger_than_a_version_keeps_its_value(editor: Client) -> None:
    term = a_term()
    note = term.note
    Term.objects.filter(pk=term.pk).update(note="改了")
    for version in Version.objects.get_for_object(term):
        version.serialized_data = version.serialized_data.replace('"synonyms"', '"unknown"')
        version.save()
    Term._base_manager.filter(pk=term.pk).update(synonyms="新的同义词")  # as a migration would
    editor.post(undo_page())
    term.refresh_from_db()
    assert (term.note, term.synonyms) == (note, "新的同义词")


def test_looking_at_a_change_asks_no_more_queries_for_more_rows(admin_user: User) -> None:
    def queries(count: int) -> int:
        with history.change(author=admin_user):
            for row in SupportMeasure.objects.all()[:count]:
                row.text = f"第{count}次"
                row.save()
        with CaptureQueriesContext(connection) as captured:
            assert len(undo_of(last_change()).former) == count
        return len(captured)

    queries(1)  # kinds of content are known from here on
    assert queries(8) == queries(2)
