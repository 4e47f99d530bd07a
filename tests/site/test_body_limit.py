"""A body larger than any form is refused before it is read, and ordinary ones are not."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("length", "status"), [(LARGEST, 303), (LARGEST + 1, 413), (10 * LARGEST, 413)]
)
def test_a_form_takes_a_megabyte(length: int, status: int, client: Client) -> None:
    body = b"revenue_y1=6000&unknown=".ljust(length, b"x")

    assert client.post("/diagnosis/", body, content_type=FORM).status_code == status


def test_a_refusal_says_so_in_chinese(client: Client) -> None:
    response = client.post("/diagnosis/", b"x" * (LARGEST + 1), content_type=FORM)

    assert "内容太大，没有收下" in response.content.decode()


@pytest.mark.parametrize(("fields", "status"), [(1000, 303), (1001, 400)])
def test_a_form_takes_a_thousand_fields(fields: int, status: int, client: Client) -> None:
    body = "&".join(["revenue_y1=6000", *(f"unknown{n}=" for n in range(fields - 1))])

    response = client.post("/diagnosis/", body, content_type=FORM)

    assert response.status_code == status


@pytest.mark.parametrize("length", ["-1", "1e9", "abc", ""])
def test_a_length_that_cannot_be_read_is_none(length: str, client: Client) -> None:
    assert client.get("/about/", CONTENT_LENGTH=length).status_code == 200


def test_an_import_may_be_larger_than_a_form(admin_client: Client) -> None:
    path = "/admin/policies/term/add/"

    assert admin_client.get(path, CONTENT_LENGTH=str(10 * LARGEST)).status_code == 200
    assert admin_client.get(path, CONTENT_LENGTH=str(12 * LARGEST)).status_code == 413
