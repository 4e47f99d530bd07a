"""Whatever is sent to whatever page: an answer, never an error of ours.

The suite tries 25 inputs of each kind; `make attack` 2,500, which are 10,000 for pages and forms.
"""

import os
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from policies.diagnosis.form.forms import DiagnosisForm
from policies.models import Term
from policies.models.rounds import AccountingPeriod
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary.typed_text import visible

pytestmark = [pytest.mark.once, pytest.mark.django_db]

any_input = settings(
    max_examples=int(os.environ.get("ANY_INPUT_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PIECES = (
    "\0", "\ud800", "\u202e", "😀", "\r\n", "６０００．５％", "亿", "=1+1", "<script>", "{{ 7 }}",
    "' OR 1=1 --", "../../etc/passwd", "%00", "1e999", "-0", "NaN", "错" * 10_000,
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(PIECES), st.integers().map(str))
FIELDS = [
    *DiagnosisForm(None, period=AccountingPeriod(2027, 2026), on=date(2026, 11, 29)).fields,
    "token",
    "action",
]
NAMES = st.one_of(st.sampled_from([*FIELDS, "text", "reference", "contact", "website"]), TEXTS)
# A name may come several times, and a name that nobody knows too.
POSTS = st.dictionaries(NAMES, st.lists(TEXTS, min_size=1, max_size=3), max_size=12)
READ = (
    "/", "/compare/", "/regions/", "/regions/hubei/", "/sources/", "/glossary/", "/updates/",
    "/search/", "/data/", "/diagnosis/", "/diagnosis/delete/", "/reminders/", "/xiaojuren/",
    "/sitemap.xml",
)  # fmt: skip
ASKED = ("q", "page", "tiers", "tier", "region", "kind", "province", "sort", "from", "to", "next")


@pytest.fixture
def client(settings: Settings) -> Client:
    """Return a client that sees errors as visitors do, of a site that answers at once."""
    return Client(raise_request_exception=False)


def sendable(text: str) -> str:
    """Return a text as a browser can send it: halves of characters become question marks."""
    return text.encode(errors="replace").decode()


@pytest.fixture
def writable() -> tuple[str, ...]:
    """Return the addresses that take forms from anybody."""
    correction = f"/corrections/term/{Term.objects.all()[0].pk}/"
    return ("/diagnosis/", "/diagnosis/delete/", "/reminders/", correction)


@any_input
@given(path=st.sampled_from(READ), query=st.dictionaries(st.sampled_from(ASKED), TEXTS, max_size=4))
def test_no_question_is_an_error(client: Client, path: str, query: dict[str, str]) -> None:
    asked = {name: sendable(text) for name, text in query.items()}
    assert client.get(path, asked).status_code < 500


@any_input
@given(before=st.sampled_from(READ), text=TEXTS)
@example(before="/diagnosis/receipt/", text="x")
@example(before="/diagnosis/result/", text="x")
@example(before="/preview/", text="x")
@example(before="/reminders/", text="x")
def test_no_address_is_an_error(client: Client, before: str, text: str) -> None:
    assert client.get(before + quote(sendable(text), safe="/")).status_code < 500


@any_input
@given(number=st.integers(0, 3), posted=POSTS)
def test_no_form_is_an_error(
    client: Client, writable: tuple[str, ...], number: int, posted: dict[str, list[str]]
) -> None:
    fields = {sendable(name): [sendable(text) for text in texts] for name, texts in posted.items()}
    assert client.post(writable[number], fields).status_code < 500


@any_input
@given(
    number=st.integers(0, 3),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "", "x/y",
         "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=\xff"]
    ),
)  # fmt: skip
@example(number=0, body=b"--x\r\nContent-Disposition: form-data", kind="multipart/form-data")
def test_no_body_is_an_error(
    client: Client, writable: tuple[str, ...], number: int, body: bytes, kind: str
) -> None:
    assert client.generic("POST", writable[number], body, kind).status_code < 500


@any_input
@given(text=TEXTS)
def test_a_text_that_is_taken_comes_back_as_it_was_seen(text: str) -> None:
    try:
        taken: Any = PlainTextField(max_length=1000, multiline=True).clean(text)
    except ValidationError:
        return
    assert taken == visible(text, multiline=True).strip()
