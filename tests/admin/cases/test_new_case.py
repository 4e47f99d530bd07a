"""A case entered by an adviser: answered as on the public page, stored only with consent."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.models import CheckedAnswers, Submission
from policies.diagnosis.vocabulary import CaseStatus, DeliveryKind

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

NEW = "admin:diagnosis_submission_new"
ANSWERS = {
    "current_title": "specialized",
    "goal": "next",
    "region": "420000",
    "title_valid": "true",
    "revenue_y1": "6200",
    "rd_y1": "520",
    "rd_y2": "约410",
}
COMPANY = "襄阳某某轴承有限公司"
TALK = {
    "company_name": COMPANY,
    "channel": "phone",
    "consent": "on",
    "consented_by": "王会计",
    "consented_on": "2026-11-20",
}


def post(desk: Client, action: str, **changes: Any) -> Any:
    return desk.post(reverse(NEW), ANSWERS | {"action": action} | changes)


def save(desk: Client, **changes: Any) -> Any:
    return post(desk, "submit", **(TALK | changes))


def test_the_answer_stands_beside_the_questions_as_the_public_page_gives_it(desk: Client) -> None:
    page = post(desk, "check")
    public = Client().post(reverse("diagnosis"), ANSWERS | {"action": "check"}, follow=True)
    CheckedAnswers.objects.all().delete()
    answer = page.context["result"].answer
    assert answer.headline == public.context["result"].answer.headline
    assert answer.headline in page.content.decode()
    assert 'value="约410"' in page.content.decode()
    assert not Submission.objects.exists()
    assert not CheckedAnswers.objects.exists()


def test_another_goal_asks_its_questions_and_keeps_what_was_answered(desk: Client) -> None:
    asked = {one.input.name for one in post(desk, "check").context["questions"]}
    page = post(desk, "check", current_title="little_giant", goal="key")
    now_asked = {one.input.name for one in page.context["questions"]}
    assert "listed" in now_asked - asked
    assert 'name="rd_y2" value="约410"' in page.content.decode()


def test_what_was_said_is_stored_as_a_case_of_the_adviser(desk: Client, zhang: User) -> None:
    answer = save(desk, phone="13800138000")
    case = Submission.objects.get()
    assert answer.headers["Location"].endswith(f"/{case.pk}/change/")
    assert (case.company_name, case.channel, case.goal) == (COMPANY, "phone", "next")
    assert (case.contact_name, case.phone) == ("", "13800138000")
    assert (case.assigned_to, case.status) == (zhang, CaseStatus.CONTACTED)
    consented = timezone.localdate(case.consented_at).isoformat()
    assert (case.consented_by, consented) == ("王会计", "2026-11-20")
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "电话，王会计于2026年11月20日口头同意" in page
    receipt = page.partition('<p><a href="')[2].partition('"')[0]
    assert case.answer is not None
    assert case.answer.headline in Client().get(receipt).content.decode()


@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        ({"consent": ""}, "consent"),
        ({"consented_by": ""}, "consented_by"),
        ({"consented_on": ""}, "consented_on"),
        ({"consented_on": "2999-01-01"}, "consented_on"),
        ({"channel": ""}, "channel"),
        ({"company_name": ""}, "company_name"),
        ({"wants_receipt": "on"}, "email"),
    ],
)
def test_without_consent_and_a_name_nothing_is_stored_and_nothing_lost(
    desk: Client, lacking: dict[str, str], name: str
) -> None:
    page = save(desk, message="想问重点", **lacking)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert not Submission.objects.exists()
    content = page.content.decode()
    assert "想问重点" in content
    assert page.context["result"].answer.headline in content


def test_the_enterprise_gets_a_receipt_only_where_it_wants_one(
    desk: Client, settings: Settings
) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True

    def kinds(**changes: str) -> set[str]:
        Submission.objects.all().delete()
        save(desk, email="wang@example.com", **changes)
        return set(Submission.objects.get().deliveries.values_list("kind", flat=True))

    assert kinds() == {DeliveryKind.ADVISERS}
    assert kinds(wants_receipt="on") == {DeliveryKind.ADVISERS, DeliveryKind.ACKNOWLEDGEMENT}


def test_a_form_is_stored_once_and_anew_only_when_it_says_so(desk: Client) -> None:
    token = desk.get(reverse(NEW), {"now": "specialized", "goal": "next"}).context["token"]
    for _ in range(2):
        assert save(desk, token=token).status_code == 302
    case = Submission.objects.get()
    assert case.notes.count() == 2
    changed = save(desk, token=token, revenue_y1="7000")
    assert changed.status_code == 422
    assert case.reference in changed.content.decode()
    assert save(desk, token=changed.context["token"], revenue_y1="7000").status_code == 302
    assert Submission.objects.count() == 2


def test_a_call_of_yesterday_is_entered_today(desk: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    save(desk, consented_on=yesterday.isoformat(), channel="visit")
    case = Submission.objects.get()
    assert timezone.localdate(case.consented_at) == yesterday
    assert timezone.localdate(case.created_at) == timezone.localdate()


@pytest.mark.parametrize(("goal", "is_kept"), [("key", True), ("review", False)])
def test_only_who_wants_the_list_is_kept_for_its_next_round(
    desk: Client, goal: str, is_kept: bool
) -> None:
    wish = {"current_title": "little_giant", "goal": goal, "kept_for_round": "on"}
    assert ('name="kept_for_round"' in post(desk, "check", **wish).content.decode()) == is_kept
    save(desk, **wish)
    public = {"action": "submit", "contact_name": "王会计", "phone": "13800138000"}
    Client().post(reverse("diagnosis"), ANSWERS | TALK | wish | public)
    assert [case.kept_for_round for case in Submission.objects.all()] == [is_kept] * 2
