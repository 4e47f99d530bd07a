"""Readers say what is wrong with a fact: without a cookie, within limits, and nothing gets lost."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from policies.models import CitedFact, ErrorReport, Term
from policies.pages.corrections.form import LONGEST_SECONDS, SALT, SHORTEST_SECONDS
from policies.vocabulary import PublicationState, ReportState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

ERROR = "主导产品的解释少了一句"


@pytest.fixture
def term() -> Term:
    return Term.objects.all()[0]


def address(fact: Model) -> str:
    return reverse("correction", args=[fact._meta.model_name, fact.pk])


def token(fact: Model, *, seconds: float = 60, salt: str = SALT) -> str:
    about = f"{fact._meta.model_name}/{fact.pk}"
    return signing.dumps([about, time.time() - seconds], salt=salt)


def report(client: Client, fact: Model, text: str = ERROR, **changes: str) -> Any:
    return client.post(address(fact), {"text": text, "website": "", "token": token(fact)} | changes)


def keeps(response: Any, text: str) -> bool:
    return f">\n{text}</textarea>" in response.content.decode()


@pytest.mark.parametrize("kind", CitedFact.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_has_a_page_that_says_what_it_states(
    kind: type[CitedFact], client: Client
) -> None:
    fact = kind._default_manager.all()[0]
    response = client.get(address(fact))

    assert response.status_code == 200
    assert not response.cookies
    assert fact.source.title in response.content.decode()


def test_the_statement_of_a_term_is_its_meaning(term: Term, client: Client) -> None:
    term.name, term.meaning = "名称", "第一句。\n\n**第二句**"
    term.save()
    assert "名称；第一句。 第二句" in client.get(address(term)).content.decode()


def test_each_fact_on_a_page_offers_it(client: Client, term: Term) -> None:
    notes = client.get("/glossary/").content.decode().partition('id="notes"')[2]
    assert f'<a href="{address(term)}" rel="nofollow">{term}</a>' in notes
    of_document = client.get("/sources/").content.decode()
    assert f'<a href="{address(term)}" rel="nofollow">指出错误</a>' in of_document


def test_a_report_is_stored_and_thanked_for(client: Client, term: Term) -> None:
    response = report(client, term)

    assert response.status_code == 303
    thanks = client.get(response.headers["Location"])
    assert "编辑会对照依据文件核对" in thanks.content.decode()
    [row] = ErrorReport.objects.all()
    assert (row.kind, row.row_id, row.text) == ("term", term.pk, ERROR)
    assert row.shown.startswith(term.name)
    assert row.notified_at is None


def test_a_post_needs_no_cookie_and_sets_none(term: Term) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = report(strict, term)
    assert response.status_code == 303
    assert not response.cookies


def test_the_same_report_twice_is_stored_once(client: Client, term: Term) -> None:
    assert report(client, term).status_code == report(client, term).status_code == 303
    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "请写明哪里错了。"),
        (" \n ", "请写明哪里错了。"),
        ("错" * 501, "最多500字，现在是501字。"),
        ("\0\u200b", "请写明哪里错了。"),
    ],
)
def test_a_text_that_cannot_be_taken_comes_back_with_the_reason(
    text: str, message: str, client: Client, term: Term
) -> None:
    response = report(client, term, text)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert ErrorReport.objects.count() == 0
    if text.strip("\0\u200b \n"):
        assert keeps(response, text)


def test_a_line_break_counts_as_one_character(client: Client, term: Term) -> None:
    assert report(client, term, "错\r\n" * 249 + "错错").status_code == 303
    assert len(ErrorReport.objects.get().text) == 500


@pytest.mark.parametrize(
    "changes",
    [
        {"website": "https://spam.example"},
        {"token": ""},
        {"token": "x"},
    ],
)
def test_what_a_program_sends_is_not_stored_but_kept_on_the_page(
    changes: dict[str, str], client: Client, term: Term
) -> None:
    response = report(client, term, **changes)
    assert response.status_code == 422
    assert "请再点一次“提交”" in response.content.decode()
    assert keeps(response, ERROR)
    assert ErrorReport.objects.count() == 0


@pytest.mark.parametrize(
    ("seconds", "is_taken"),
    [
        (SHORTEST_SECONDS - 1, False),
        (SHORTEST_SECONDS + 0.1, True),
        (LONGEST_SECONDS - 60, True),
    ],
)
def test_a_page_must_have_been_open_as_long_as_people_take(
    seconds: float, is_taken: bool, client: Client, term: Term
) -> None:
    response = report(client, term, token=token(term, seconds=seconds))
    assert (response.status_code == 303) is is_taken


def test_a_token_of_yesterday_is_refused(
    client: Client, term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = time.time() - LONGEST_SECONDS - 1
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: yesterday)
        old = token(term)
    assert report(client, term, token=old).status_code == 422


def test_a_token_of_another_fact_is_refused(client: Client, term: Term) -> None:
    other = Term.objects.exclude(pk=term.pk)[0]
    assert report(client, term, token=token(other)).status_code == 422


def test_a_fact_takes_no_more_open_reports_than_the_limit(
    client: Client, term: Term, settings: Settings
) -> None:
    settings.CORRECTIONS_OPEN_PER_FACT = 2
    for number in range(2):
        assert report(client, term, f"第{number}条").status_code == 303

    response = report(client, term)
    assert response.status_code == 429
    assert keeps(response, ERROR)

    ErrorReport.objects.update(state=ReportState.CORRECTED)
    assert report(client, term).status_code == 303


def test_a_day_takes_no_more_reports_than_the_limit(
    client: Client, term: Term, settings: Settings
) -> None:
    settings.CORRECTIONS_PER_DAY = 1
    assert report(client, term).status_code == 303
    other = Term.objects.exclude(pk=term.pk)[0]
    assert report(client, other).status_code == 429

    ErrorReport.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert report(client, other).status_code == 303


@pytest.mark.parametrize("kind", ["dispute", "user", "errorreport", "updatenote", "nothing"])
def test_what_is_no_fact_has_no_page(kind: str, client: Client) -> None:
    assert client.get(f"/corrections/{kind}/1/").status_code == 404


@pytest.mark.parametrize("number", [0, 10**30])
def test_a_number_that_no_fact_has_is_not_found(number: int, client: Client) -> None:
    assert client.get(f"/corrections/term/{number}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fact_that_readers_do_not_see_is_not_spoken_of(
    method: str, client: Client, term: Term
) -> None:
    term.publication = PublicationState.DRAFT
    term.save()
    assert getattr(client, method)(address(term)).status_code == 404


def test_what_a_reader_types_is_shown_as_text(client: Client, term: Term) -> None:
    response = report(client, term, "</textarea><script>alert(1)</script>", token="")
    assert "alert(1)</script" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_the_page_takes_few_queries(
    client: Client, term: Term, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        client.get(address(term))
