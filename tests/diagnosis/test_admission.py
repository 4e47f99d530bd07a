"""Floods are stopped with the answers kept, and what looks like a program's is stored apart."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from policies.diagnosis.casework.steps import move_case, standing_of
from policies.diagnosis.models import Delivery, PostCount, Submission
from policies.diagnosis.submission.tokens import submission_token
from policies.diagnosis.throttling.limits import Limit, TooMany, count, network_of
from policies.diagnosis.vocabulary import CaseStatus, CaseStep, DeliveryKind, SpamSignal
from policies.operations.purge import due_submissions, purge_records
from tests.admin.cases.staff import adviser

URL = "/diagnosis/"
VISITOR = "203.0.113.7"

pytestmark = pytest.mark.django_db


def check(client: Client, address: str = VISITOR, **headers: str) -> int:
    response = client.post(URL, {"revenue_y1": "6000"}, REMOTE_ADDR=address, headers=headers)
    return response.status_code


def test_an_address_over_its_limit_gets_the_form_back_with_everything_typed(
    client: Client, filled_form: dict[str, Any], settings: Settings
) -> None:
    settings.POSTS_PER_ADDRESS = 1
    assert check(client) == 303

    response = client.post(URL, filled_form, REMOTE_ADDR=VISITOR)

    page = response.content.decode()
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 600
    assert "提交得太频繁，请过一会儿再点一次" in page
    assert 'value="0.6亿"' in page
    assert not Submission.objects.exists()


def test_the_limit_of_one_address_is_not_that_of_another(
    client: Client, settings: Settings
) -> None:
    settings.POSTS_PER_ADDRESS = 1

    assert [check(client), check(client), check(client, "203.0.113.8")] == [303, 429, 303]


def test_a_spoofed_header_changes_nothing(client: Client, settings: Settings) -> None:
    settings.POSTS_PER_ADDRESS = 3

    answers = [check(client, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(5)]

    assert answers == [303, 303, 303, 429, 429]


def test_behind_a_trusted_proxy_each_visitor_has_a_limit_of_his_own(
    client: Client, settings: Settings
) -> None:
    settings.POSTS_PER_ADDRESS = 1
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    def behind_proxy(forwarded: str) -> int:
        return check(client, "10.0.0.1", **{"X-Forwarded-For": forwarded})

    assert behind_proxy("198.51.100.1") == 303
    assert behind_proxy("198.51.100.2") == 303
    assert behind_proxy("8.8.8.8, 198.51.100.2") == 429


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "network"),
    [
        (VISITOR, VISITOR),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", VISITOR),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        (None, None),
    ],
)
def test_a_visitor_is_an_address_or_a_site_of_the_net(
    address: str | None, network: str | None
) -> None:
    assert network_of(address) == network


def test_only_what_is_stored_counts_against_the_enterprise(
    client: Client, filled_form: dict[str, Any], settings: Settings
) -> None:
    settings.SUBMISSIONS_PER_USCC = 1
    filled_form |= {"uscc": "91110000600037341L", "token": submission_token()[0]}

    def post(**changes: str) -> int:
        return client.post(URL, filled_form | changes).status_code

    assert post(action="check") == 303
    assert post(email="broken") == 422
    assert post() == 303
    assert post() == 303  # the same form once more
    assert post(token="") == 429
    assert Submission.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_limit_ends_with_its_window(settings: Settings) -> None:
    limit = Limit("posts", 1, timedelta(minutes=10))
    count(limit, VISITOR)
    with pytest.raises(TooMany):
        count(limit, VISITOR)

    PostCount.objects.update(window_ends=timezone.now() - timedelta(seconds=1))

    count(limit, VISITOR)


def test_no_address_is_stored_and_counts_go_with_their_window(client: Client) -> None:
    check(client)

    row = PostCount.objects.get()
    assert len(row.sender) == 64
    assert VISITOR not in row.sender
    purge_records(now=row.window_ends)
    assert not PostCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_processes_share_a_limit_to_the_very_last_one() -> None:
    limit = Limit("posts", 10, timedelta(hours=1))
    admitted: list[bool] = []

    def post() -> None:
        for _ in range(5):
            try:
                count(limit, VISITOR)
                admitted.append(True)
            except TooMany:
                admitted.append(False)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(admitted) == [False] * 10 + [True] * 10


@pytest.fixture
def from_a_program(client: Client, filled_form: dict[str, Any]) -> Submission:
    """Return what a program submitted that filled in every field."""
    response = client.post(URL, filled_form | {"website": "https://spam.example"})
    assert response.status_code == 303
    return Submission.objects.get()


@pytest.mark.parametrize("signal", SpamSignal)
def test_what_looks_like_a_programs_is_stored_apart_and_mailed_to_the_advisers_as_suspected(
    client: Client, filled_form: dict[str, Any], settings: Settings, signal: SpamSignal
) -> None:
    settings.FORM_SHORTEST_SECONDS = 2
    settings.ACKNOWLEDGE_SUBMISSIONS = True
    website = "https://spam.example" if signal == SpamSignal.HONEYPOT else ""
    client.post(URL, filled_form | {"token": submission_token()[0], "website": website})

    submission = Submission.objects.get()
    assert (submission.status, submission.spam_signal) == (CaseStatus.SUSPECTED, signal)
    message = submission.deliveries.get()
    assert (message.kind, message.recipient) == (DeliveryKind.SUSPECTED, "xinjiegou@126.com")
    assert message.subject.startswith("疑似垃圾｜")


def test_whoever_corrects_a_form_and_submits_it_again_at_once_is_no_program(
    client: Client, filled_form: dict[str, Any], settings: Settings
) -> None:
    first = filled_form | {"token": submission_token()[0]}
    client.post(URL, first)
    settings.FORM_SHORTEST_SECONDS = 2
    changed = first | {"phone": "13900139000"}
    page = client.post(URL, changed)
    assert page.status_code == 422

    assert client.post(URL, changed | {"token": page.context["token"]}).status_code == 303

    assert not Submission.objects.exclude(status=CaseStatus.NEW).exists()
    assert Submission.objects.count() == 2


def test_the_inbox_lists_suspected_spam_apart(
    from_a_program: Submission, client: Client, submit: Callable[..., Submission]
) -> None:
    client.force_login(adviser())
    inbox = reverse("admin:diagnosis_submission_changelist")

    def listed(query: str) -> bool:
        return from_a_program.reference in client.get(f"{inbox}{query}").content.decode()

    assert not listed("")
    assert listed("?status=suspected")
    assert listed(f"?q={from_a_program.reference}")
    assert "疑似垃圾" in client.get(inbox).content.decode()


def test_an_adviser_who_finds_a_person_behind_it_lets_the_case_go_its_way(
    from_a_program: Submission, settings: Settings
) -> None:
    settings.ACKNOWLEDGE_SUBMISSIONS = True
    case = move_case(
        pk=from_a_program.pk,
        step=CaseStep.ACCEPT,
        by=adviser(),
        seen=standing_of(from_a_program),
    )

    assert case.status == CaseStatus.NEW
    kinds = set(case.deliveries.values_list("kind", flat=True))
    assert kinds == {DeliveryKind.ADVISERS, DeliveryKind.ACKNOWLEDGEMENT}
    assert "疑似垃圾" not in case.deliveries.filter(kind=DeliveryKind.ADVISERS).get().subject


def test_suspected_spam_is_deleted_on_its_day_though_nobody_was_mailed(
    from_a_program: Submission, settings: Settings
) -> None:
    age = timedelta(days=settings.RETENTION_DAYS_AFTER_SUBMISSION)

    assert from_a_program in due_submissions(from_a_program.created_at + age)
