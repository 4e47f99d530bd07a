"""Restoring a version: for a reason, with its parts, and only where it is still valid."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from reversion.models import Revision

from policies.models import (
    Condition,
    Criterion,
    MaterialChecklist,
    Path,
    RuleSet,
    SourceDocument,
    Term,
    history,
)
from tests.admin.cases.staff import client_of
from tests.admin.forms import (
    a_term,
    change_page,
    edit,
    newest,
    page,
    saved,
    text_of,
)

pytestmark = pytest.mark.usefixtures("seeded")


def restored(client: Client, row: Model, revision: Revision, reason: str = "改错了") -> Any:
    url = page(row, "restore", revision.pk)
    return edit(client, url, change_reason=reason)


def test_a_version_is_restored_for_a_reason(admin_client: Client, admin_user: User) -> None:
    old, note = newest(a_term()), a_term().note
    edit(admin_client, change_page(a_term()), note="改错的话")
    assert saved(restored(admin_client, a_term(), old))
    assert a_term().note == note
    comment = newest(a_term()).comment
    assert comment.startswith("恢复到 ")
    assert comment.endswith(" 的版本：改错了")
    assert newest(a_term()).user == admin_user


def test_restoring_needs_a_reason(admin_client: Client) -> None:
    old = newest(a_term())
    edit(admin_client, change_page(a_term()), note="改错的话")
    assert not saved(restored(admin_client, a_term(), old, reason=""))
    assert a_term().note == "改错的话"


def rules_of(criterion: Criterion) -> list[Any]:
    conditions = list(criterion.conditions.values_list("pk", "position", "metric", "threshold"))
    paths = [
        (path.pk, path.position, [c.pk for c in path.conditions.all()])
        for path in criterion.paths.all()
    ]
    return [conditions, paths]


def test_restoring_brings_back_removed_conditions_and_removes_later_ones() -> None:
    criterion = Criterion.objects.get(code="sp-ip")
    before, old = rules_of(criterion), newest(criterion)
    with history.change():
        first = criterion.conditions.all()[0]
        first.delete()
        new = Condition.objects.create(
            criterion=criterion, position=first.position, metric="listed", operator="is", flag=True
        )
        Path.objects.create(criterion=criterion, position=90, exemption="新").conditions.set([new])
    assert saved(restored(client_of(User.objects.create_superuser("root")), criterion, old))
    assert rules_of(criterion) == before


def test_restoring_withdraws_a_fact_that_came_later(admin_client: Client) -> None:
    checklist = MaterialChecklist.objects.all()[0]
    before = [(row.pk, row.position) for row in checklist.materials.all()]
    old, first = newest(checklist), checklist.materials.all()[0]
    with history.change():
        checklist.materials.filter(pk=first.pk).update(position=90)
        later = checklist.materials.create(name="新材料", position=1, source=checklist.source)
    assert saved(restored(admin_client, checklist, old))
    later.refresh_from_db()
    assert later.publication == "withdrawn"
    kept = checklist.materials.exclude(pk=later.pk)
    assert [(row.pk, row.position) for row in kept] == before


def test_a_version_that_would_overlap_another_rule_set_is_not_restored(
    admin_client: Client,
) -> None:
    rule_set = RuleSet.objects.get(code="little-giant-2026")
    old = newest(rule_set)
    rule_set.publication = "withdrawn"
    rule_set.save()
    with history.change():
        successor = RuleSet.objects.get(pk=rule_set.pk)
        successor.pk, successor.code, successor.publication = None, "other", "published"
        successor._state.adding = True
        successor.save()
    response = restored(admin_client, rule_set, old)
    assert response.status_code == 409
    assert "同一天只能有一套规则开始施行" in response.content.decode()
    rule_set.refresh_from_db()
    assert rule_set.publication == "withdrawn"


def test_a_version_whose_related_row_is_gone_is_not_restored(admin_client: Client) -> None:
    term = a_term()
    gone = SourceDocument.objects.create(key="gone", kind="press", title="没了的报道")
    former = term.source
    term.source = gone
    term.save()
    old = newest(term)
    term.source = former
    term.save()
    gone.delete()
    response = restored(admin_client, term, old)
    assert response.status_code == 409
    assert a_term().source == former


def test_a_restoration_is_refused_where_the_page_changed_meanwhile(admin_client: Client) -> None:
    old = newest(a_term())
    Term.objects.filter(pk=a_term().pk).update(note="第一次")
    seen = newest(a_term()).pk
    Term.objects.filter(pk=a_term().pk).update(note="别人改的")
    posted = {"opened_revision": seen, "change_reason": "恢复"}
    response = admin_client.post(page(a_term(), "restore", old.pk), posted)
    assert response.status_code == 409
    assert "刚被别人改过" in response.content.decode()
    assert a_term().note == "别人改的"


def test_an_old_day_comes_back_as_a_day(admin_client: Client) -> None:
    term = a_term()
    Term.objects.filter(pk=term.pk).update(review_by=date(2026, 12, 1))
    old = newest(term)
    Term.objects.filter(pk=term.pk).update(review_by=None)
    assert "复核 （空） → 2026年12月1日" in text_of(admin_client, page(term, "restore", old.pk))
    assert saved(restored(admin_client, term, old))
    term.refresh_from_db()
    assert term.review_by == date(2026, 12, 1)
