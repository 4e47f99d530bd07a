"""Every change leaves a version with author and reason; versions are compared and restored."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Count, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Revision, Version

from policies.admin.history.changes import comparison_change, text_pieces
from policies.models import (
    Path,
    RuleSet,
    SourceDocument,
    SourceLink,
    Term,
    TopicPage,
    history,
)
from tests.admin.cases.staff import EDITORS, client_of, member_of_staff
from tests.admin.forms import (
    a_term,
    change_page,
    edit,
    edit_rules,
    newest,
    page,
    revenue,
    saved,
    text_of,
)

pytestmark = pytest.mark.usefixtures("seeded")


def versions(row: Model) -> int:
    return len(Version.objects.get_for_object(row))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Term.objects.filter(pk=a_term().pk).update(note="改"),
        lambda: a_term().save(),
        lambda: Term.objects.bulk_update([a_term()], ["note"]),
    ],
    ids=["update", "save", "bulk_update"],
)
def test_a_change_by_code_leaves_author_and_reason(make: Callable[[], Any]) -> None:
    author = member_of_staff(EDITORS)
    before = versions(a_term())
    with history.change(author=author, reason="核对"):
        make()
    assert versions(a_term()) == before + 1
    assert (newest(a_term()).user, newest(a_term()).comment) == (author, "核对")


def test_rows_created_at_once_leave_a_version_each() -> None:
    source = a_term().source
    rows = Term.objects.bulk_create(
        Term(key=f"t-{n}", name=f"术语{n}", meaning="解释", source=source) for n in range(3)
    )
    assert len({newest(row).pk for row in rows}) == 1


def test_the_first_version_says_where_content_came_from() -> None:
    assert newest(a_term()).comment == "首次录入"


def test_an_editors_change_leaves_their_name_and_reason() -> None:
    editor = member_of_staff(EDITORS)
    response = edit(client_of(editor), change_page(a_term()), note="改了", change_reason="核对原文")
    assert saved(response)
    assert (newest(a_term()).user, newest(a_term()).comment) == (editor, "核对原文")


def test_what_is_rolled_back_leaves_no_version() -> None:
    before = Revision.objects.count()
    with transaction.atomic():
        Term.objects.update(note="改")
        transaction.set_rollback(True)
    assert Revision.objects.count() == before


def test_a_refused_form_leaves_no_version(admin_client: Client) -> None:
    before = Revision.objects.count()
    assert not saved(edit(admin_client, change_page(a_term()), name=""))
    assert Revision.objects.count() == before


def test_saving_without_a_change_leaves_no_version(admin_client: Client) -> None:
    for row in (a_term(), revenue(), RuleSet.objects.all()[0], TopicPage.objects.all()[0]):
        before = Revision.objects.count()
        assert saved(edit(admin_client, change_page(row)))
        assert Revision.objects.count() == before, row


def test_a_removed_part_is_missing_in_the_version_of_its_whole(admin_client: Client) -> None:
    link = SourceLink.objects.all()[0]
    assert saved(edit(admin_client, change_page(link.document), **{"links-0-DELETE": "on"}))
    words = text_of(admin_client, page(link.document, "history"))
    assert f"移除原文链接“{link}”" in words


def test_a_condition_that_goes_with_its_place_in_a_path_leaves_a_true_version(
    admin_client: Client,
) -> None:
    path = Path.objects.annotate(n=Count("conditions")).filter(n__gt=1)[0]
    criterion = path.criterion
    gone = path.conditions.all()[1]
    places = {c.pk: n for n, c in enumerate(criterion.conditions.all())}
    changes: dict[str, Any] = {f"conditions-{places[gone.pk]}-DELETE": "on"}
    for n, each in enumerate(criterion.paths.all()):
        kept = [str(c.position) for c in each.conditions.all() if c != gone]
        changes |= {f"paths-{n}-condition_numbers": "、".join(kept)} if kept else {
            f"paths-{n}-DELETE": "on"
        }  # fmt: skip
    assert saved(edit_rules(admin_client, criterion, **changes))
    version = Version.objects.get_for_object(path)[0]
    assert gone.pk not in version.field_dict["conditions"]


def test_the_history_names_author_reason_and_fields() -> None:
    editor = client_of(member_of_staff(EDITORS))
    edit(editor, change_page(a_term()), note="改了", change_reason="核对原文")
    words = text_of(editor, page(a_term(), "history"))
    assert "张三 核对原文 补充" in words
    assert "系统 首次录入 最早的版本" in words


def test_a_change_of_a_threshold_reads_from_old_to_new(admin_client: Client) -> None:
    criterion = revenue()
    old = newest(criterion).pk
    edit_rules(admin_client, criterion, **{"conditions-0-threshold": "6000"})
    query = {"old": old, "new": newest(criterion).pk}
    words = text_of(admin_client, page(criterion, "history"), **query)
    assert "上年度营业收入 不低于5000万元 → 不低于6000万元" in words


def test_relations_and_choices_are_compared_by_name(admin_client: Client) -> None:
    term, other = a_term(), SourceDocument.objects.exclude(pk=a_term().source_id)[0]
    old, former = newest(term).pk, term.source
    edit(admin_client, change_page(term), source=str(other.pk), confidence="low")
    words = text_of(admin_client, page(term, "history"), old=old, new=newest(term).pk)
    assert f"依据 {former} → {other}" in words
    assert "→ 低（待核实）" in words


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("收5000万", "收6000万", [("收", ""), ("5000", "del"), ("6000", "ins"), ("万", "")]),
        ("每年三月申报", "每年申报", [("每年", ""), ("三月", "del"), ("申报", "")]),
        ("甲乙丙", "子丑寅卯", [("甲乙丙", "del"), ("子丑寅卯", "ins")]),
        ("同", "同", [("同", "")]),
    ],
)  # fmt: skip
def test_a_text_is_compared_word_by_word(old: str, new: str, pieces: list[Any]) -> None:
    assert list(text_pieces(old, new)) == pieces


def test_a_long_history_comes_in_pages_of_fifty_with_as_many_queries(admin_client: Client) -> None:
    def queries() -> int:
        admin_client.get(page(a_term(), "history"))
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(page(a_term(), "history"))
        return len(captured)

    for n in range(2):
        Term.objects.filter(pk=a_term().pk).update(note=f"第{n}次")
    few = queries()
    for n in range(50):
        Term.objects.filter(pk=a_term().pk).update(note=f"再{n}次")
    assert queries() == few
    first = admin_client.get(page(a_term(), "history"))
    assert len(first.context["lines"]) == 50
    last = admin_client.get(page(a_term(), "history"), {"p": "2"})
    assert last.context["lines"][-1]["changed"] == "最早的版本"


def test_who_may_only_read_restores_nothing() -> None:
    reader = member_of_staff()
    reader.user_permissions.add(Permission.objects.get(codename="view_term"))
    client, old = client_of(reader), newest(a_term())
    Term.objects.filter(pk=a_term().pk).update(note="新的")
    assert "恢复这一版" not in text_of(client, page(a_term(), "history"))
    assert "改动原因" not in text_of(client, change_page(a_term()))
    assert client.get(page(a_term(), "restore", old.pk)).status_code == 403
    assert client.post(page(a_term(), "restore", old.pk)).status_code == 403


@pytest.mark.parametrize("query", [{"old": "999999", "new": "1"}, {"old": "1", "new": "999999"}])
def test_versions_of_another_row_are_not_compared(
    admin_client: Client, query: dict[str, str]
) -> None:
    assert admin_client.get(page(a_term(), "history"), query).status_code == 404


def test_decimals_that_are_equal_are_no_change(admin_client: Client) -> None:
    condition = revenue().conditions.get(metric="revenue_y1")
    condition.threshold = Decimal("5000")
    condition.save()
    assert "内容没有变化" in text_of(admin_client, page(revenue(), "history"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"threshold": Decimal(6000)},
         ("上年度营业收入", "不低于5000万元", "不低于6000万元")),
        ({}, {"operator": "<"}, ("上年度营业收入", "不低于5000万元", "须低于5000万元")),
        ({}, {"metric": "listed", "operator": "is", "threshold": None, "flag": True},
         ("比较", "上年度营业收入不低于5000万元", "已公开发行股票上市")),
        ({"metric": "a_past_metric"}, {}, ("比较", "（空）", "上年度营业收入不低于5000万元")),
        (None, {}, ("比较", "（空）", "上年度营业收入不低于5000万元")),
    ],
)  # fmt: skip
def test_a_condition_is_compared_in_words(old: Any, new: Any, expected: tuple[str, ...]) -> None:
    stored = {"metric": "revenue_y1", "operator": ">=", "threshold": Decimal(5000),
              "flag": None, "choices": []}  # fmt: skip
    before = {} if old is None else stored | old
    change = comparison_change(before, stored | new)
    assert (change.label, change.old, change.new) == expected
