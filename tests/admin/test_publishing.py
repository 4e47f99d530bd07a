"""Drafting, scheduling, publishing and withdrawing at the desk, and what readers are told."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from policies.admin.editing.admin import preview_day
from policies.models import (
    ApplicationRound,
    Region,
    RuleSet,
    SupportMeasure,
    Term,
    TopicPage,
    UpdateNote,
)
from tests.admin.forms import (
    a_term,
    change_page,
    edit,
    errors_of,
    saved,
)

pytestmark = pytest.mark.usefixtures("seeded")


def act(client: Client, model: type[Model], action: str, rows: Any, reason: str = "到期") -> Any:
    """Run an action on rows of a list; return the list that is shown afterwards."""
    url = reverse(f"admin:policies_{model._meta.model_name}_changelist")
    keys = [row.pk for row in rows]
    posted = {"action": action, "_selected_action": keys, "index": "0", "change_reason": reason}
    return client.post(url, posted, follow=True)


@pytest.mark.parametrize(
    ("model", "state"),
    [
        (TopicPage, "draft"),
        (RuleSet, "draft"),
        (ApplicationRound, "draft"),
        (UpdateNote, "draft"),
        (Term, "published"),
        (SupportMeasure, "published"),
    ],
)
def test_what_needs_preparation_begins_as_a_draft(
    admin_client: Client, model: type[Model], state: str
) -> None:
    response = admin_client.get(reverse(f"admin:policies_{model._meta.model_name}_add"))
    assert response.context["adminform"].form["publication"].value() == state


@pytest.mark.parametrize("model", [Term, RuleSet])
def test_the_dates_are_asked_once(admin_client: Client, model: type[Model]) -> None:
    row = model._default_manager.all()[0]
    page = admin_client.get(change_page(row)).content.decode()
    assert page.count('name="effective_from"') == page.count('name="publication"') == 1


def test_a_schedule_needs_its_time(admin_client: Client) -> None:
    response = edit(admin_client, change_page(a_term()), publication="scheduled")
    assert "“定时发布”要填写发布时间" in errors_of(response)


def test_rows_are_withdrawn_together_for_one_reason(
    admin_client: Client, admin_user: User, client: Client
) -> None:
    rows = list(Term.objects.all()[:3])
    page = act(admin_client, Term, "withdraw_rows", rows, "已废止").content.decode()
    assert "已撤下：3 项" in page
    revisions = {Version.objects.get_for_object(row)[0].revision for row in rows}
    assert {(r.user, r.comment) for r in revisions} == {(admin_user, "已废止")}
    assert len(revisions) == 1
    assert rows[0].meaning not in client.get(reverse("glossary")).content.decode()


def test_drafts_are_published_together(admin_client: Client) -> None:
    rows = list(Term.objects.all()[:2])
    Term.objects.update(publication="draft")
    act(admin_client, Term, "publish_rows", rows)
    assert set(Term.objects.filter(publication="published")) == set(rows)


def test_an_action_needs_a_reason(admin_client: Client) -> None:
    before = Revision.objects.count()
    page = act(admin_client, Term, "withdraw_rows", [a_term()], "").content.decode()
    assert "请写改动原因" in page
    assert Revision.objects.count() == before
    assert a_term().publication == "published"


def test_rows_are_published_all_or_none(admin_client: Client) -> None:
    in_force = RuleSet.objects.get(code="little-giant-2026")
    drafts = []
    for n in range(2):
        draft = RuleSet.objects.get(pk=in_force.pk)
        draft.pk, draft.code, draft.publication = None, f"draft-{n}", "draft"
        draft._state.adding = True
        draft.save()
        drafts.append(draft)
    page = act(admin_client, RuleSet, "publish_rows", drafts).content.decode()
    assert "同一天只能有一套规则开始施行" in page
    assert not RuleSet.objects.filter(code__startswith="draft-", publication="published").exists()


def test_a_published_note_gets_the_moment_as_its_date(admin_client: Client) -> None:
    note = UpdateNote.objects.create(code="n", title="更新", publication="draft")
    act(admin_client, UpdateNote, "publish_rows", [note])
    note.refresh_from_db()
    assert note.publish_at is not None
    assert timezone.now() - note.publish_at < timedelta(minutes=1)


def tell(client: Client, row: Model, **changes: Any) -> UpdateNote:
    response = edit(client, change_page(row), note_for_readers="金额改了", **changes)
    assert saved(response), errors_of(response)
    return UpdateNote.objects.get(title="金额改了")


def test_readers_are_told_of_a_published_change_at_once(admin_client: Client) -> None:
    note = tell(admin_client, a_term(), note="新补充", note_is_minor="on")
    assert (note.publication, note.is_minor) == ("published", True)
    assert (note.address, note.source) == (a_term().get_absolute_url(), a_term().source)
    versions = [Version.objects.get_for_object(row)[0] for row in (note, a_term())]
    assert versions[0].revision == versions[1].revision


def test_readers_are_told_of_a_scheduled_change_at_its_time(admin_client: Client) -> None:
    schedule = {"publish_at_0": "2099-01-02", "publish_at_1": "09:00"}
    note = tell(admin_client, a_term(), publication="scheduled", **schedule)
    assert note.publication == "scheduled"
    assert note.publish_at == a_term().publish_at == timezone.make_aware(datetime(2099, 1, 2, 9))


def test_the_note_of_a_draft_is_a_draft(admin_client: Client) -> None:
    note = tell(admin_client, a_term(), publication="draft")
    assert (note.publication, note.publish_at) == ("draft", None)


def test_readers_are_told_of_what_has_no_state_of_its_own(admin_client: Client) -> None:
    region = Region.objects.all()[0]
    note = tell(admin_client, region, authority_phone="010-1234")
    assert (note.publication, note.address) == ("published", region.get_absolute_url())


def test_a_refused_form_tells_nobody(admin_client: Client) -> None:
    edit(admin_client, change_page(a_term()), name="", note_for_readers="金额改了")
    assert not UpdateNote.objects.exists()


def test_a_change_needs_a_reason_and_what_was_typed_stays(admin_client: Client) -> None:
    changes = {"name": "新名称", "note_for_readers": "说明", "change_reason": ""}
    response = edit(admin_client, change_page(a_term()), **changes)
    assert "必填项" in errors_of(response)
    page = response.content.decode()
    assert 'value="新名称"' in page
    assert 'value="说明"' in page


def test_adding_needs_no_reason(admin_client: Client) -> None:
    fields = {"name": "新", "key": "new", "meaning": "解释", "source": str(a_term().source_id)}
    url = reverse("admin:policies_term_add")
    assert saved(edit(admin_client, url, **fields, change_reason=""))
    revision = Version.objects.get_for_object(Term.objects.get(key="new"))[0].revision
    assert revision.comment == "新增"


@pytest.mark.parametrize(
    ("publish_at", "effective_in", "expected"),
    [
        (None, None, 0),
        (None, -5, 0),
        (None, 5, 5),
        ((3, 0), None, 3),
        ((3, 9), None, 4),
        ((3, 9), 5, 5),
        ((-2, 9), 1, 1),
    ],
)
def test_a_preview_shows_the_first_day_that_readers_will_see(
    publish_at: tuple[int, int] | None, effective_in: int | None, expected: int
) -> None:
    today = timezone.localdate()
    term = Term()
    if publish_at is not None:
        days, hour = publish_at
        moment = datetime.combine(today + timedelta(days=days), time(hour))
        term.publish_at = timezone.make_aware(moment)
    if effective_in is not None:
        term.effective_from = today + timedelta(days=effective_in)
    assert preview_day(term) == today + timedelta(days=expected)


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_a_preview_shows_what_readers_do_not_see_yet(admin_client: Client, state: str) -> None:
    term = a_term()
    soon = timezone.now() + timedelta(hours=30)
    values = {"publication": state, "publish_at": soon, "name": "还没公开的术语"}
    Term.objects.filter(pk=term.pk).update(**values)
    address = admin_client.get(change_page(term)).context["preview_address"]
    assert "还没公开的术语" in Client().get(address).content.decode()
    assert "还没公开的术语" not in Client().get(reverse("glossary")).content.decode()
