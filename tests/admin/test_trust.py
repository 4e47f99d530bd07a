"""The trust desk: one reading of a document settles its facts, and a mistaken click is undone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision

from policies.models import (
    CitedFact,
    Criterion,
    Dispute,
    LinkCheck,
    Material,
    SourceDocument,
    Term,
    TopicSection,
)
from policies.vocabulary import LinkState, TrustState

DESK = "/admin/trust/"
STANDARD = "miit-2026-2"  # the document that most facts rest on

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def checker(client: Client) -> User:
    """Someone who may use the trust desk and nothing else, signed in."""
    user = User.objects.create_user("checker", is_staff=True, last_name="王", first_name="五")
    user.user_permissions.add(Permission.objects.get(codename="check_facts"))
    client.force_login(user)
    return user


def facts_on(key: str, **wanted: Any) -> list[CitedFact]:
    """Return the facts of all kinds that rest on a document."""
    return [
        fact
        for kind in CitedFact.__subclasses__()
        for fact in kind._default_manager.filter(source__key=key, **wanted)
    ]


def dates(on: date | None = None, review_by: date | None = None) -> dict[str, str]:
    on = on or timezone.localdate()
    return {"checked_on": str(on), "review_by": str(review_by or on + timedelta(days=365))}


def check(client: Client, query: str = "", **what: str) -> Any:
    return client.post(f"{DESK}check/{query}", dates() | what)


def page_of(client: Client, query: str = "") -> Any:
    """Return what the desk shows for a query."""
    response = client.get(f"{DESK}{query}")
    assert response.status_code == 200
    return response.context["page"]


def names(page: Any) -> set[str]:
    return {line.name for group in page.groups for line in group.facts}


# Reading


def test_it_opens_by_document_with_the_one_that_settles_most_first(
    client: Client, checker: User
) -> None:
    page = page_of(client)
    first = page.groups[0]
    assert first.document.key == STANDARD
    assert first.standing.total == len(facts_on(STANDARD))
    assert first.standing.awaiting == len(facts_on(STANDARD, trust_state="retold"))
    assert names(page) == set()
    assert len(page.groups) == SourceDocument.objects.count()


def test_a_list_holds_every_fact(client: Client, checker: User) -> None:
    everything = sum(kind._default_manager.count() for kind in CitedFact.__subclasses__())
    assert len(names(page_of(client, "?show=all"))) == everything


def test_each_filter_lists_as_many_as_it_counts(client: Client, checker: User) -> None:
    Term.objects.filter(key=Term.objects.all()[0].key).update(review_by=date(2020, 1, 1))
    for show, count in page_of(client).filters:
        page = page_of(client, f"?show={show.value}")
        shown = sum(g.has_problems for g in page.groups) if show == "links" else len(names(page))
        assert shown == count, show


@pytest.mark.parametrize(("days", "is_due"), [(-1, True), (0, False), (1, False)])
def test_a_fact_is_due_from_the_day_after(
    client: Client, checker: User, days: int, is_due: bool
) -> None:
    term = Term.objects.all()[0]
    Term.objects.filter(pk=term.pk).update(review_by=timezone.localdate() + timedelta(days=days))
    assert (f"term-{term.pk}" in names(page_of(client, "?show=due"))) is is_due


def test_every_word_has_to_be_found(client: Client, checker: User) -> None:
    term = Term.objects.all()[0]
    assert names(page_of(client, f"?q={term.name}+{term.meaning[:4]}")) >= {f"term-{term.pk}"}
    assert names(page_of(client, f"?q={term.name}+没有这个词")) == set()


def test_a_document_lists_its_facts_alone(client: Client, checker: User) -> None:
    page = page_of(client, f"?document={STANDARD}")
    assert [group.document.key for group in page.groups] == [STANDARD]
    assert len(names(page)) == len(facts_on(STANDARD))


def test_a_fact_opens_at_its_basis(client: Client, checker: User) -> None:
    criterion = Criterion.objects.get(code="lg-revenue")
    response = client.get(f"{DESK}open/criterion-{criterion.pk}/")
    assert response["Location"] == (
        reverse("admin:policies_criterion_change", args=[criterion.pk]) + "#id_trust_state"
    )


@pytest.mark.parametrize("model", [Material, TopicSection])
def test_a_part_opens_at_its_basis_on_the_page_of_its_whole(
    admin_client: Client, model: type[Material] | type[TopicSection]
) -> None:
    part: Any = model.objects.all()[5]
    address = admin_client.get(f"{DESK}open/{model._meta.model_name}-{part.pk}/")["Location"]
    page, _, anchor = address.partition("#")
    forms = admin_client.get(page).context["inline_admin_formsets"][0].formset.forms
    fields = {form["trust_state"].id_for_label: form.instance for form in forms}
    assert fields[anchor] == part


@pytest.mark.parametrize("query", ["", "?show=all", f"?document={STANDARD}", "?q=企业"])
def test_more_facts_take_no_more_queries(client: Client, checker: User, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(client, query)
        return len(captured)

    before = queries()
    source = SourceDocument.objects.get(key=STANDARD)
    Term.objects.bulk_create(
        Term(key=f"term-{n}", name=f"企业{n}", meaning="解释", source=source) for n in range(50)
    )
    assert queries() == before


def test_the_overview_takes_few_queries(client: Client, checker: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        page_of(client)
    assert len(captured) <= 12


# Marking


def test_one_click_settles_all_facts_that_wait_for_a_document(
    client: Client, checker: User
) -> None:
    waiting = facts_on(STANDARD, trust_state="retold")
    revisions = Revision.objects.count()
    response = check(client, document=f"{STANDARD}/{len(waiting)}")
    assert response["Location"] == f"{DESK}#{STANDARD}"
    assert facts_on(STANDARD, trust_state="retold") == []
    today = timezone.localdate()
    checked = facts_on(STANDARD, checked_by=checker, checked_on=today)
    assert checked == waiting
    assert {fact.review_by for fact in checked} == {today + timedelta(days=365)}
    assert SourceDocument.objects.get(key=STANDARD).url_checked_on == today
    assert Revision.objects.count() == revisions + 1
    revision = Revision.objects.latest("pk")
    assert revision.user == checker
    assert f"，{len(waiting)}条" in revision.comment


def test_what_is_due_again_is_settled_with_the_rest(client: Client, checker: User) -> None:
    waiting = facts_on(STANDARD, trust_state="retold")
    check(client, fact=f"criterion-{Criterion.objects.filter(source__key=STANDARD)[0].pk}")
    page = page_of(client)
    [group] = [group for group in page.groups if group.document.key == STANDARD]
    assert group.standing.awaiting == len(waiting) - 1
    Criterion.objects.filter(checked_by=checker).update(review_by=date(2020, 1, 1))
    check(client, document=f"{STANDARD}/{len(waiting)}")
    assert facts_on(STANDARD, review_by=date(2020, 1, 1)) == []


@pytest.mark.parametrize("state", [TrustState.OWNER, TrustState.CALCULATED])
def test_what_no_document_states_is_checked_singly_only(
    client: Client, checker: User, state: TrustState
) -> None:
    criterion = Criterion.objects.filter(source__key=STANDARD)[0]
    Criterion.objects.filter(pk=criterion.pk).update(trust_state=state)
    check(client, document=f"{STANDARD}/{len(facts_on(STANDARD, trust_state='retold'))}")
    criterion.refresh_from_db()
    assert criterion.trust_state == state
    check(client, fact=f"criterion-{criterion.pk}")
    criterion.refresh_from_db()
    assert criterion.trust_state == TrustState.CHECKED


def test_the_owners_word_is_no_document_to_check(client: Client, checker: User) -> None:
    section = TopicSection.objects.filter(source__kind="owner")[0]
    assert check(client, fact=f"topicsection-{section.pk}").status_code == 404
    page = client.get(f"{DESK}?document={section.source.key}").content.decode()
    assert "先补依据" in page
    assert ">已核原文</button>" not in page


def test_a_click_counts_only_for_what_the_page_showed(client: Client, checker: User) -> None:
    waiting = len(facts_on(STANDARD, trust_state="retold"))
    check(client, fact=f"criterion-{Criterion.objects.filter(source__key=STANDARD)[0].pk}")
    response = check(client, document=f"{STANDARD}/{waiting}")
    assert response.status_code == 409
    assert f"从{waiting}条变成了{waiting - 1}条" in response.content.decode()
    assert len(facts_on(STANDARD, trust_state="retold")) == waiting - 1


def test_the_days_can_be_changed(client: Client, checker: User) -> None:
    term = Term.objects.exclude(source__kind="owner")[0]
    posted = dates(date(2026, 1, 5), date(2026, 7, 1)) | {"fact": f"term-{term.pk}"}
    client.post(f"{DESK}check/", posted)
    term.refresh_from_db()
    assert (term.checked_on, term.review_by) == (date(2026, 1, 5), date(2026, 7, 1))


TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "review_by", "message"),
    [
        (TODAY + DAY, TODAY + 2 * DAY, "核对日期不能晚于今天。"),
        (TODAY, TODAY, "下次复核要晚于核对日期。"),
        (TODAY, TODAY - DAY, "下次复核要晚于核对日期。"),
    ],
)
def test_days_that_cannot_be_are_refused(
    client: Client, checker: User, on: date, review_by: date, message: str
) -> None:
    document = {"document": f"{STANDARD}/1"}
    response = client.post(f"{DESK}check/", dates(on, review_by) | document)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert facts_on(STANDARD, trust_state="checked") == []


def test_a_button_leads_back_to_the_list_it_stood_in(client: Client, checker: User) -> None:
    criterion = Criterion.objects.filter(source__key=STANDARD)[0]
    response = check(client, "?show=unchecked", fact=f"criterion-{criterion.pk}")
    assert response["Location"] == f"{DESK}?show=unchecked#{STANDARD}"


def test_readers_see_when_a_fact_was_checked(client: Client, checker: User) -> None:
    check(client, document=f"{STANDARD}/{len(facts_on(STANDARD, trust_state='retold'))}")
    assert "核验于" in client.get("/xiaojuren/").content.decode()


# Undoing


def test_a_single_check_is_undone(client: Client, checker: User) -> None:
    criterion = Criterion.objects.filter(source__key=STANDARD)[0]
    name = {"fact": f"criterion-{criterion.pk}"}
    check(client, **name)
    client.post(f"{DESK}undo/", name)
    criterion.refresh_from_db()
    assert criterion.trust_state == TrustState.RETOLD
    assert (criterion.checked_on, criterion.checked_by, criterion.review_by) == (None, None, None)
    assert SourceDocument.objects.get(key=STANDARD).url_checked_on is None


def test_a_calculation_is_one_again_when_its_check_is_undone(client: Client, checker: User) -> None:
    [first, *_] = facts_on("calculation")
    name = {"fact": f"{first._meta.model_name}-{first.pk}"}
    check(client, **name)
    client.post(f"{DESK}undo/", name)
    first.refresh_from_db()
    assert first.trust_state == TrustState.CALCULATED


def test_all_that_one_click_settled_is_undone_with_one(client: Client, checker: User) -> None:
    waiting = len(facts_on(STANDARD, trust_state="retold"))
    check(client, document=f"{STANDARD}/{waiting}")
    today = timezone.localdate()
    page = client.get(f"{DESK}?document={STANDARD}")
    assert page.context["own_reading"] == (today, waiting)
    client.post(f"{DESK}undo/", {"document": f"{STANDARD}/{today}"})
    assert len(facts_on(STANDARD, trust_state="retold")) == waiting
    assert SourceDocument.objects.get(key=STANDARD).url_checked_on is None


def test_nobody_undoes_a_whole_reading_of_someone_else(
    client: Client, checker: User, admin_user: User
) -> None:
    check(client, document=f"{STANDARD}/{len(facts_on(STANDARD, trust_state='retold'))}")
    client.force_login(admin_user)
    assert client.get(f"{DESK}?document={STANDARD}").context["own_reading"] is None
    client.post(f"{DESK}undo/", {"document": f"{STANDARD}/{timezone.localdate()}"})
    assert facts_on(STANDARD, trust_state="checked") != []


def test_an_earlier_reading_stays_the_last_one_when_a_later_is_undone(
    client: Client, checker: User
) -> None:
    first, second = Criterion.objects.filter(source__key=STANDARD)[:2]
    yesterday = timezone.localdate() - DAY
    client.post(f"{DESK}check/", dates(yesterday) | {"fact": f"criterion-{first.pk}"})
    check(client, fact=f"criterion-{second.pk}")
    client.post(f"{DESK}undo/", {"fact": f"criterion-{second.pk}"})
    assert SourceDocument.objects.get(key=STANDARD).url_checked_on == yesterday


# Links


@pytest.fixture
def changed() -> LinkCheck:
    link = SourceDocument.objects.get(key=STANDARD).links.all()[0]
    return LinkCheck.objects.create(
        link=link,
        state=LinkState.CHANGED,
        checked_at=timezone.now(),
        content_hash="b" * 64,
        accepted_hash="a" * 64,
        detail="内容与上次看过的不同",
    )


def test_a_link_in_trouble_is_listed_with_what_is_wrong(
    client: Client, checker: User, changed: LinkCheck
) -> None:
    response = client.get(f"{DESK}?show=links")
    assert [group.document.key for group in response.context["page"].groups] == [STANDARD]
    assert "内容有变：内容与上次看过的不同" in response.content.decode()


@pytest.mark.parametrize(
    ("seen", "state"), [("b" * 64, LinkState.FINE), ("c" * 64, LinkState.CHANGED)]
)
def test_changed_content_is_accepted_as_it_was_seen(
    client: Client, checker: User, changed: LinkCheck, seen: str, state: LinkState
) -> None:
    client.post(f"{DESK}accept/", {"link": f"{changed.link_id}/{seen}"})
    changed.refresh_from_db()
    assert changed.state == state


# Disputes


def test_both_views_stand_side_by_side(client: Client, checker: User) -> None:
    page = client.get(f"{DESK}disputes/").content.decode()
    for dispute in Dispute.objects.all():
        assert dispute.documents_view in page
        assert dispute.owner_view in page


def decide(client: Client, dispute: Dispute, **changes: str) -> Any:
    posted = {"shown_first": "owner", "public_wording": "新的说明", "reason": "出处已补"} | changes
    fields = {f"{dispute.code}-{name}": value for name, value in posted.items()}
    return client.post(f"{DESK}disputes/{dispute.code}/", fields)


def test_a_decision_is_one_revision_with_its_reason(client: Client, checker: User) -> None:
    dispute = Dispute.objects.all()[0]
    revisions = Revision.objects.count()
    assert decide(client, dispute)["Location"] == f"{DESK}disputes/#{dispute.code}"
    dispute.refresh_from_db()
    assert (dispute.shown_first, dispute.public_wording) == ("owner", "新的说明")
    assert Revision.objects.count() == revisions + 1
    revision = Revision.objects.latest("pk")
    assert (revision.user, revision.comment) == (checker, "出处已补")


@pytest.mark.parametrize("missing", ["shown_first", "public_wording", "reason"])
def test_a_decision_says_everything(client: Client, checker: User, missing: str) -> None:
    dispute = Dispute.objects.all()[0]
    response = decide(client, dispute, **{missing: ""})
    assert response.status_code == 422
    assert "这个字段是必填项。" in response.content.decode()


# Rights


ADDRESSES = ["", "check/", "undo/", "accept/", "disputes/", "disputes/x-1/", "open/term-1/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_editors_without_the_right_stay_outside(client: Client, address: str) -> None:
    client.force_login(User.objects.create_user("editor", is_staff=True))
    assert client.get(DESK + address).status_code == 403
    assert client.post(DESK + address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitors_are_sent_to_the_login(client: Client, address: str) -> None:
    assert client.get(DESK + address).status_code == 302


@pytest.mark.parametrize("address", ["check/", "undo/", "accept/", "disputes/x-1/"])
def test_a_get_on_a_button_changes_nothing(client: Client, checker: User, address: str) -> None:
    assert client.get(DESK + address)["Location"].startswith(DESK)


@pytest.mark.parametrize(
    ("address", "posted"),
    [
        ("check/", {"fact": "term-999999"}),
        ("check/", {"fact": "user-1"}),
        ("check/", {"fact": "term-x"}),
        ("check/", {"document": "nowhere/1"}),
        ("undo/", {"fact": "term-999999"}),
        ("undo/", {"document": f"{STANDARD}/2026-13-45"}),
        ("undo/", {}),
        ("accept/", {"link": "x/y"}),
        ("disputes/nowhere/", {}),
    ],
)
def test_what_is_not_there_is_not_found(
    client: Client, checker: User, address: str, posted: dict[str, str]
) -> None:
    assert client.post(DESK + address, dates() | posted).status_code == 404
