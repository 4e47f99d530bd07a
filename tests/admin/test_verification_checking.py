"""One reading of a document settles its facts in one click, and a mistaken click is undone."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from reversion.models import Revision

from policies.models import (
    Criterion,
    RegionalTopUp,
    SourceDocument,
    Term,
    TopicSection,
)
from policies.vocabulary import TrustState
from tests.admin.verification import DESK, STANDARD, check, dates, facts_on, page_of

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]


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
    [group] = [group for group in page["groups"] if group["document"].key == STANDARD]
    assert group["counts"]["awaiting"] == len(waiting) - 1
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
    assert ">补依据</a>" in page
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


def test_a_post_that_names_nothing_marks_nothing(client: Client, checker: User) -> None:
    assert client.post(f"{DESK}check/", dates()).status_code == 200
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


def draft() -> RegionalTopUp:
    return RegionalTopUp.objects.get(code="ningbo-little-giant")


def test_a_draft_waits_with_its_clue(client: Client, checker: User) -> None:
    page = client.get(f"{DESK}?show=drafts&document={draft().source.key}").content.decode()
    assert all(clue in page for clue in (draft().quote, draft().editors_note, "把握：低"))
    assert all(address in page for address in draft().source.seen_at.split())


def test_a_draft_is_checked_and_published_with_one_click(client: Client, checker: User) -> None:
    checker.user_permissions.add(Permission.objects.get(codename="change_regionaltopup"))
    check(client, publish=f"regionaltopup-{draft().pk}")
    assert (draft().publication, draft().trust_state) == ("published", TrustState.CHECKED)
    assert draft().title in Client().get("/regions/zhejiang/").content.decode()


def test_who_may_only_check_publishes_nothing(client: Client, checker: User) -> None:
    assert check(client, publish=f"regionaltopup-{draft().pk}").status_code == 403
    assert (draft().publication, draft().trust_state) == ("draft", TrustState.RETOLD)


def test_an_excerpt_is_one_again_when_its_check_is_undone(client: Client, checker: User) -> None:
    seen = RegionalTopUp.objects.filter(source__first_hand=True)[0]
    check(client, fact=f"regionaltopup-{seen.pk}")
    client.post(f"{DESK}undo/", {"fact": f"regionaltopup-{seen.pk}"})
    seen.refresh_from_db()
    assert seen.trust_state == TrustState.EXCERPT
