"""A submission is stored and queued together, exactly once, and acknowledged by a receipt."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from policies.diagnosis.models import Delivery, Submission
from policies.diagnosis.references import ALPHABET, new_reference
from policies.diagnosis.submission.tokens import submission_token
from policies.diagnosis.vocabulary import DeliveryState
from policies.models import ApplicationRound, Tier

URL = "/diagnosis/"

pytestmark = pytest.mark.django_db


def test_a_submission_is_stored_with_a_message_per_recipient(
    client: Client, filled_form: dict[str, Any], settings: Settings
) -> None:
    settings.DIAGNOSIS_RECIPIENTS = ["a@example.com", "b@example.com"]
    response = client.post(URL, filled_form)
    submission = Submission.objects.get()
    assert response.status_code == 303
    assert submission.company_name == filled_form["company_name"]
    assert submission.answers["revenue_y1"] == "6000"
    assert submission.answers["product_fields"] == ["core_parts", "key_software"]
    assert submission.answers["revenue_y2"] is None
    assert submission.consent_version == settings.CONSENT_VERSION
    states = dict(submission.deliveries.values_list("recipient", "state"))
    assert states == dict.fromkeys(settings.DIAGNOSIS_RECIPIENTS, DeliveryState.QUEUED)


def test_the_years_are_stored_with_the_answers(
    client: Client, filled_form: dict[str, Any], closed_round: ApplicationRound
) -> None:
    client.post(URL, filled_form)
    submission = Submission.objects.get()
    assert submission.application_year == 2027
    assert submission.last_accounting_year == 2026
    assert submission.period_is_estimate


def test_a_submission_whose_message_cannot_be_queued_is_not_stored(
    submit: Callable[..., Submission],
) -> None:
    def without_queue(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and "diagnosis_delivery" in sql:
            raise OperationalError
        return execute(sql, *rest)

    with pytest.raises(OperationalError), connection.execute_wrapper(without_queue):
        submit()
    assert Submission.objects.count() == 0
    assert Delivery.objects.count() == 0


def test_the_same_form_posted_twice_gives_the_same_receipt(
    client: Client, filled_form: dict[str, Any]
) -> None:
    page = client.get(URL, {"now": "specialized", "goal": "next"}).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    filled_form["token"] = token[1]
    first, second = client.post(URL, filled_form), client.post(URL, filled_form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_the_same_form_with_other_content_is_refused_with_the_values_kept(
    client: Client, filled_form: dict[str, Any]
) -> None:
    filled_form["token"], _ = submission_token()
    client.post(URL, filled_form)
    first = Submission.objects.get()
    response = client.post(URL, filled_form | {"revenue_y1": "7777"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"这张表已经提交过，编号{first.reference}" in page
    assert 'value="7777"' in page
    assert Submission.objects.get().answers["revenue_y1"] == "6000"
    fresh = re.search(r'name="token" value="([^"]+)"', page)
    assert fresh is not None
    again = client.post(URL, filled_form | {"revenue_y1": "7777", "token": fresh[1]})
    assert again.status_code == 303
    assert Submission.objects.count() == 2


def test_an_expired_cookie_brings_the_form_back_with_everything_typed(
    filled_form: dict[str, Any],
) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(URL, filled_form)
    page = response.content.decode()
    assert response.status_code == 403
    assert "页面打开太久了，请再点一次" in page
    assert 'value="0.6亿"' in page
    assert "研发费用怎么归集？</textarea>" in page
    assert Submission.objects.count() == 0
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert fresh is not None
    assert browser.post(URL, filled_form | {"csrfmiddlewaretoken": fresh[1]}).status_code == 303


def test_any_other_page_with_an_expired_cookie_says_so_in_chinese() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "请返回上一页刷新后再提交" in response.content.decode()


def fails(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Fail as a database does whose server is gone."""
    raise OperationalError("the connection is closed")


def fails_to_write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Fail as a database does whose disk is full."""
    if sql.startswith("INSERT INTO"):
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


@pytest.mark.parametrize("failure", [fails, fails_to_write])
def test_a_database_that_fails_brings_the_form_back_and_gives_no_receipt(
    client: Client, filled_form: dict[str, Any], failure: Any
) -> None:
    with connection.execute_wrapper(failure):
        response = client.post(URL, filled_form)
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "no-store" in response.headers["Cache-Control"]
    assert "现在保存不了，请过一会儿再点一次" in page
    assert 'value="0.6亿"' in page
    assert "disk is full" not in page
    assert Submission.objects.count() == 0


def test_the_form_of_a_failed_attempt_stores_once_when_the_database_is_back(
    client: Client, filled_form: dict[str, Any]
) -> None:
    filled_form["token"], _ = submission_token()
    with connection.execute_wrapper(fails_to_write):
        assert client.post(URL, filled_form).status_code == 503
    assert client.post(URL, filled_form).status_code == 303
    assert client.post(URL, filled_form).status_code == 303
    assert Submission.objects.count() == 1


def test_the_token_survives_an_error(client: Client) -> None:
    token, _ = submission_token()
    for posted in ({"revenue_y1": "x"}, {"revenue_y1": "1", "action": "submit"}):
        page = client.post(URL, {**posted, "token": token}).content.decode()
        assert f'name="token" value="{token}"' in page


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "\x00"])
def test_a_missing_or_altered_token_is_replaced(
    client: Client, filled_form: dict[str, Any], token: str
) -> None:
    assert client.post(URL, {**filled_form, "token": token}).status_code == 303


def test_two_forms_give_two_submissions(client: Client, filled_form: dict[str, Any]) -> None:
    client.post(URL, filled_form)
    client.post(URL, filled_form)
    assert Submission.objects.values("reference").distinct().count() == 2


def test_a_submission_needs_no_answers(client: Client, filled_form: dict[str, Any]) -> None:
    contact = {name: filled_form[name] for name in ("company_name", "contact_name", "phone")}
    response = client.post(URL, {**contact, "action": "submit", "consent": "on"})
    assert response.status_code == 303


def test_rules_that_cannot_be_applied_leave_the_assessment_to_a_person(
    client: Client, filled_form: dict[str, Any], little_giant: Tier
) -> None:
    Tier.objects.filter(pk=little_giant.pk).update(code="no_such_tier")
    assert client.post(URL, filled_form).status_code == 303
    submission = Submission.objects.get()
    assert submission.assessment is None
    assert "待人工评估" in submission.deliveries.get().subject
    assert "待人工评估" in submission.deliveries.get().text


def test_a_message_that_cannot_be_composed_is_replaced_by_a_minimal_one(
    submit: Callable[..., Submission], settings: Settings, tmp_path: Path
) -> None:
    broken = tmp_path / "emails" / "submission.txt"
    broken.parent.mkdir()
    broken.write_text("{% no_such_tag %}")
    engine = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    submission = submit()
    delivery = submission.deliveries.get()
    assert "待人工评估" in delivery.subject
    assert submission.reference in delivery.text
    assert "/admin/diagnosis/submission/" in delivery.text


def test_the_receipt_shows_the_reference_and_what_happens_next(
    client: Client, filled_form: dict[str, Any], settings: Settings
) -> None:
    settings.REPLY_WITHIN_WORKING_DAYS = 10
    response = client.post(URL, filled_form, follow=True)
    page = response.content.decode()
    assert Submission.objects.get().reference in page
    assert "顾问会在收到后联系您，一般在10个工作日内" in page
    assert "no-store" in response.headers["Cache-Control"]


def test_references_have_eight_characters_without_look_alikes() -> None:
    assert not set("BI1LO0SZ") & set(ALPHABET)
    for _ in range(200):
        assert re.fullmatch(f"[{ALPHABET}]{{8}}", new_reference())
