"""The form page: nothing typed is lost, nothing is stored by looking."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from policies.diagnosis.form.forms import TICKED, DiagnosisForm
from policies.diagnosis.models import CheckedAnswers, Submission
from policies.diagnosis.submission.checked_answers import forget_answers
from policies.models import ApplicationRound, SmeSizeLimit, SourceDocument, Term
from policies.models.rounds import AccountingPeriod
from policies.rules.answers import QUESTIONS
from policies.vocabulary import CurrentTitle

URL = "/diagnosis/"
ALL = {"now": "little_giant", "goal": "look"}
TERM_KEYS = {question.term for question in QUESTIONS if question.term}
HONEYPOT = '<input name="website" tabindex="-1" autocomplete="off">'

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def body(response: Any) -> str:
    return str(response.content.decode())


def test_the_first_step_asks_for_the_title_then_for_what_it_allows(client: Client) -> None:
    page = body(client.get(URL))
    assert all(f"?now={code}" in page for code in CurrentTitle.codes())
    assert 'name="goal"' not in page
    page = body(client.get(URL, {"now": "little_giant", "region": "420000"}))
    assert re.findall(r'name="goal" value="(\w+)"', page) == ["key", "review", "look"]
    assert '<option value="420000" selected>' in page


@pytest.mark.parametrize("asked", [{"now": "x"}, {"now": "none", "goal": "x"}, {"region": "9"}])
def test_an_address_that_makes_no_sense_leads_to_the_first_step(
    client: Client, asked: dict[str, str]
) -> None:
    response = client.get(URL, asked)
    assert response.status_code == 200
    assert "我现在是" in body(response)


def test_the_labels_carry_the_years_of_the_round(
    client: Client, closed_round: ApplicationRound
) -> None:
    page = body(client.get(URL, ALL))
    assert "2026年（预计）营业收入" in page
    assert "2024年营业收入" in page
    assert "按现行办法预估" in page


def test_the_glossary_helps_beside_the_question(client: Client) -> None:
    page = body(client.get(URL, ALL))
    for term in Term.objects.filter(key__in=TERM_KEYS):
        assert f"什么是“{term.name}”" in page
        assert f"/glossary/#{term.key}" in page


def test_every_glossary_term_beside_a_question_exists() -> None:
    assert set(Term.objects.values_list("key", flat=True)) >= TERM_KEYS


def test_the_form_travels_compressed_and_never_twice_with_the_same_length(client: Client) -> None:
    zipped = {"accept-encoding": "gzip"}
    answers = [client.get(URL, ALL, headers=zipped) for _ in range(5)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 1
    assert max(len(answer.content) for answer in answers) < len(client.get(URL, ALL).content) / 3


@pytest.mark.parametrize("typed", ["6000", "x"])
def test_no_answer_to_a_form_is_kept_anywhere(client: Client, typed: str) -> None:
    response = client.post(URL, {"revenue_y1": typed})
    assert "no-store" in response.headers["Cache-Control"]
    if typed == "6000":
        assert "no-store" in client.get(response.headers["Location"]).headers["Cache-Control"]


def test_a_step_back_finds_what_was_typed(client: Client) -> None:
    """A browser may keep the page that asks, for itself alone, and what it typed into it."""
    response = client.get(URL, ALL)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert 'autocomplete="off"' not in body(response).replace(HONEYPOT, "")


def test_the_number_of_queries_does_not_grow(
    client: Client,
    closed_round: ApplicationRound,
    source: SourceDocument,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        Term.objects.create(key=f"t{number}", name=f"术语{number}", meaning="……", source=source)
        SmeSizeLimit.objects.create(industry=f"行业{number}", employees=number, source=source)
    # A few more where the rules are read that decide what is asked.
    with django_assert_max_num_queries(16):
        client.get(URL, {"now": "specialized", "goal": "next"})


def test_a_check_leads_to_a_result_that_shows_no_figure_in_its_address(client: Client) -> None:
    response = client.post(
        URL, {"revenue_y1": "0.6亿", "company_name": "某某精密", "phone": "13800138000"}
    )
    assert response.status_code == 303
    address = response.headers["Location"]
    assert not re.search("6000|0.6|revenue", address)
    assert Submission.objects.count() == 0
    [kept] = CheckedAnswers.objects.values_list("typed", flat=True)
    assert kept == {"revenue_y1": ["0.6亿"]}
    page = body(client.get(address, {"edit": ""}))
    assert 'value="0.6亿"' in page
    assert "读作6000万元" in page


def test_a_result_can_be_seen_for_an_hour(client: Client) -> None:
    address = client.post(URL, {"revenue_y1": "6000"}).headers["Location"]
    assert client.get(address).status_code == 200
    hour = timedelta(hours=1)
    CheckedAnswers.objects.update(created_at=timezone.now() - hour)
    response = client.get(address)
    assert response.status_code == 410
    assert "结果已过期" in body(response)
    forget_answers()
    assert not CheckedAnswers.objects.exists()


def test_a_result_is_shown_at_once_where_no_more_can_be_kept(
    client: Client, settings: Settings
) -> None:
    settings.CHECKED_ANSWERS_KEPT = 0
    response = client.post(URL, {"revenue_y1": "6000"})
    assert response.status_code == 200
    assert "请顾问看看" in body(response)


def test_a_page_opened_before_the_year_turned_is_judged_as_it_asked(client: Client) -> None:
    asked = AccountingPeriod(2026, 2025)
    posted = {"revenue_y1": "6000", "period": asked.as_text}
    address = client.post(URL, posted).headers["Location"]
    assert "这张表打开时按2026年申报提问" in body(client.get(address))
    page = body(client.get(address, {"edit": ""}))
    assert "按2026年申报口径" in page
    assert "2025年营业收入" in page


def test_an_empty_post_is_answered_with_a_message_and_stores_nothing(client: Client) -> None:
    response = client.post(URL)
    assert response.status_code == 422
    assert "至少回答一项" in body(response)


def test_an_empty_submission_names_every_missing_field(client: Client) -> None:
    response = client.post(URL, {"action": "submit"})
    page = body(response)
    assert response.status_code == 422
    for message in ("请填写企业名称", "请填写联系人", "电话、邮箱、微信至少填一项", "勾选同意"):
        assert message in page
    assert Submission.objects.count() == 0


def absurd_form() -> dict[str, Any]:
    """Return something impossible for every field."""
    form = DiagnosisForm(period=AccountingPeriod(2027, 2026), on=date(2026, 11, 29))
    return dict.fromkeys(form.fields, "荒唐\x07<b>{{ x }}" * 100)


def test_every_field_absurd_gets_a_message_beside_every_field(client: Client) -> None:
    posted = {**absurd_form(), "action": "submit"}
    response = client.post(URL, posted)
    page = body(response)
    assert response.status_code == 422
    takes_any_mark = {*TICKED, *(name for name in posted if name.endswith("_none"))}
    for name in set(posted) - takes_any_mark - {"action"}:
        assert f'id="id_{name}_error"' in page, name
    assert page.count("&lt;b&gt;{{ x }}") > 20
    assert Submission.objects.count() == 0


def test_ten_thousand_characters_are_refused_and_kept(client: Client) -> None:
    long = "长" * 10_000
    response = client.post(URL, {"action": "submit", "company_name": long, "revenue_y1": long})
    page = body(response)
    assert response.status_code == 422
    assert "最多100个字" in page
    assert page.count(long) == 2


def test_all_kinds_of_values_are_kept_beside_an_error(
    client: Client, filled_form: dict[str, Any]
) -> None:
    filled_form |= {"uscc": "不是代码", "product_fields": ["core_parts", "unheard_of"]}
    page = body(client.post(URL, filled_form))
    assert '<input type="hidden" name="region" value="420000">' in page
    assert '<input type="hidden" name="current_title" value="specialized">' in page
    assert re.search(r'name="product_fields" value="core_parts"[^>]* checked', page)
    assert '<input type="hidden" name="consent" value="on">' in page
    assert 'value="不是代码"' in page
    assert "研发费用怎么归集？</textarea>" in page


def test_an_error_is_tied_to_its_field_and_listed_on_top(client: Client) -> None:
    page = body(client.post(URL, {"revenue_y1": "六千多", "listed": "也许"}))
    field = re.search(r"<input[^>]*name=\"revenue_y1\"[^>]*>", page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "id_revenue_y1_error" in field[0]
    assert '<a href="#id_revenue_y1">' in page
    assert '<a href="#id_listed_0">' in page
    assert 'id="id_listed_0"' in page


def test_what_was_not_asked_shows_where_it_is_wrong(client: Client) -> None:
    posted = {"current_title": "little_giant", "goal": "key", "class1_ip": "x"}
    page = body(client.post(URL, posted))
    assert '<details class="fold" id="more" open>' in page
    posted = {"current_title": "emperor", "goal": "key", "class1_ip": "1"}
    page = body(client.post(URL, posted))
    assert 'id="id_current_title_error"' in page


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\xff\xfe\x00revenue_y1=%zz&&&=", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"revenue_y1=1&revenue_y1=2&region=%00&token=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
        (b"revenue_y1=" + b"9" * 100_000, "application/x-www-form-urlencoded"),
    ],
)
def test_no_body_is_answered_with_a_server_error(
    client: Client, content: bytes, content_type: str
) -> None:
    response = client.post(URL, content, content_type=content_type)
    assert 400 <= response.status_code < 500


def test_a_slip_is_asked_about_beside_its_field_and_the_result_stands(client: Client) -> None:
    typed = {"revenue_y1": "60000000", "debt_ratio": "0.78", "rd_y1": "约320"}
    address = client.post(URL, typed).headers["Location"]
    page = body(client.get(address))
    assert page.count("请再看一眼") == 2
    page = body(client.get(address, {"edit": ""}))
    assert "请再看一眼：</strong>是6000万元吗？" in page
    assert "请再看一眼：</strong>是78%吗？" in page
    assert "读作0.78%" in page
    assert "读作320万元" in page
    assert page.count("请再看一眼") == 2


def test_a_doubtful_number_comes_back_once_and_goes_through_the_second_time(
    client: Client, filled_form: dict[str, Any]
) -> None:
    filled_form |= {"phone": "1380013800", "email": "a@qq.com。"}
    response = client.post(URL, filled_form)
    page = body(response)
    assert response.status_code == 422
    assert "手机号是11位" in page
    assert "记作 a@qq.com，对吗？" in page
    assert not Submission.objects.exists()
    seen = re.findall(r'name="seen" value="([^"]*)"', page)
    assert client.post(URL, filled_form | {"seen": seen}).status_code == 303
    stored = Submission.objects.get()
    assert (stored.phone, stored.email) == ("1380013800", "a@qq.com")


HOSTILE = [
    "9" * 10_000,
    "\x00",
    "\u202e6000\u202c",
    "\ufeff",
    "<script>",
    "\uffff",
    "%s",
    "亿" * 39,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_hostile_text_is_read_or_refused_and_kept(client: Client, typed: str) -> None:
    names = ("revenue_y1", "debt_ratio", "phone", "email", "uscc", "company_name")
    for action in ("check", "submit"):
        response = client.post(URL, dict.fromkeys(names, typed) | {"action": action})
        assert response.status_code == 422


def test_what_is_kept_for_a_result_holds_no_contact_and_nothing_unseen(client: Client) -> None:
    posted = {"revenue_y1": "6000\x00", "phone": "1380013800", "seen": "1380013800", "x\x00": "1"}
    client.post(URL, posted | {"unknown": "x" * 1000})
    assert CheckedAnswers.objects.get().typed == {"revenue_y1": ["6000"]}
