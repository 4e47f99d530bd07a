"""The form page: nothing typed is lost, nothing is stored by looking."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.diagnosis.form.forms import DiagnosisForm
from policies.diagnosis.form.stages import TERM_KEYS
from policies.diagnosis.models import Submission
from policies.models import ApplicationRound, SmeSizeLimit, SourceDocument, Term
from policies.models.rounds import AccountingPeriod

URL = "/diagnosis/"

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def body(response: Any) -> str:
    return str(response.content.decode())


def test_the_form_asks_in_four_stages(client: Client) -> None:
    page = body(client.get(URL))
    assert page.count('<details class="stage"') == 4
    assert page.count('<details class="stage" id="stage-memory" open>') == 1
    assert page.count("open>") == 1


def test_the_labels_carry_the_years_of_the_round(
    client: Client, closed_round: ApplicationRound
) -> None:
    page = body(client.get(URL))
    assert "2026年（预计）营业收入" in page
    assert "2024年营业收入" in page
    assert "按现行办法预估，2027年通知未发" in page


def test_the_glossary_helps_beside_the_question(client: Client) -> None:
    page = body(client.get(URL))
    for term in Term.objects.filter(key__in=TERM_KEYS.values()):
        assert f"什么是“{term.name}”" in page
        assert f"/glossary/#{term.key}" in page


def test_every_glossary_term_beside_a_question_exists() -> None:
    assert set(TERM_KEYS.values()) <= set(Term.objects.values_list("key", flat=True))


def test_the_size_limits_stand_beside_the_question_on_size(client: Client) -> None:
    page = body(client.get(URL))
    assert "对照各行业的划型上限" in page
    assert all(limit.industry in page for limit in SmeSizeLimit.objects.all())


def test_the_form_travels_compressed_and_never_twice_with_the_same_length(client: Client) -> None:
    answers = [client.get("/diagnosis/", headers={"accept-encoding": "gzip"}) for _ in range(5)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 1
    assert (
        max(len(answer.content) for answer in answers) < len(client.get("/diagnosis/").content) / 3
    )


@pytest.mark.parametrize("name", ["list", "result", "error"])
def test_no_page_of_the_form_is_kept_anywhere(client: Client, name: str) -> None:
    response = {
        "list": lambda: client.get(URL),
        "result": lambda: client.post(URL, {"revenue_y1": "6000"}),
        "error": lambda: client.post(URL, {"revenue_y1": "x"}),
    }[name]()
    assert "no-store" in response.headers["Cache-Control"]


def test_the_number_of_queries_does_not_grow(
    client: Client,
    closed_round: ApplicationRound,
    source: SourceDocument,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        Term.objects.create(key=f"t{number}", name=f"术语{number}", meaning="……", source=source)
        SmeSizeLimit.objects.create(industry=f"行业{number}", employees=number, source=source)
    with django_assert_max_num_queries(10):
        client.get(URL)


def test_a_check_shows_the_answers_and_stores_nothing(client: Client) -> None:
    response = client.post(URL, {"revenue_y1": "0.6亿", "listed": "false"})
    page = body(response)
    assert response.status_code == 200
    assert "您的结果" in page
    assert "6000万元" in page
    assert 'value="0.6亿"' in page
    assert Submission.objects.count() == 0


def test_an_empty_post_is_answered_with_a_message_and_stores_nothing(client: Client) -> None:
    response = client.post(URL)
    assert response.status_code == 422
    assert "至少回答一项" in body(response)


def test_an_empty_submission_names_every_missing_field(client: Client) -> None:
    response = client.post(URL, {"action": "submit"})
    page = body(response)
    assert response.status_code == 422
    for message in ("请填写企业名称", "请填写联系人", "电话和邮箱至少填一项", "勾选同意"):
        assert message in page
    assert Submission.objects.count() == 0


def absurd_form() -> dict[str, Any]:
    """Return something impossible for every field."""
    form = DiagnosisForm(period=AccountingPeriod(2027, 2026))
    return dict.fromkeys(form.fields, "荒唐\x07<b>{{ x }}" * 100)


def test_every_field_absurd_gets_a_message_beside_every_field(client: Client) -> None:
    posted = {**absurd_form(), "action": "submit"}
    response = client.post(URL, posted)
    page = body(response)
    assert response.status_code == 422
    takes_any_mark = {"consent", *(name for name in posted if name.endswith("_none"))}
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
    assert re.search(r'<option value="420000" selected', page)
    assert re.search(r'name="current_title" value="specialized"[^>]* checked', page)
    assert re.search(r'name="product_fields" value="core_parts"[^>]* checked', page)
    assert re.search(r'name="consent"[^>]* checked', page)
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


def test_a_stage_with_an_error_or_an_answer_is_open(client: Client) -> None:
    page = body(client.post(URL, {"plan_investment": "x"}))
    assert '<details class="stage" id="stage-goal" open>' in page
    assert '<details class="stage" id="stage-minute">' in page


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
    response = client.post(URL, {"revenue_y1": "60000000", "debt_ratio": "0.78", "rd_y1": "约320"})
    page = body(response)
    assert response.status_code == 200
    assert "您的结果" in page
    assert "请再看一眼：</strong>是6000万元吗？" in page
    assert "请再看一眼：</strong>是78%吗？" in page
    assert "读作 0.78%" in page
    assert "读作 320万元" in page
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
