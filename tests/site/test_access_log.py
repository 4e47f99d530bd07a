"""The access log shows pages, not people."""

import pytest

from xiaojuren_site.logging import public_path

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/compare/", "/compare/"),
        ("/diagnosis/worksheet/", "/diagnosis/worksheet/"),
        ("/diagnosis/receipt/IkFCQyI:1tX-abc:d_EfGh/", "/diagnosis/receipt/***/"),
        ("/reminders/K7M2QX4P:d_EfGhIjKlMnOp/", "/reminders/***/"),
        ("/preview/eyJkYXkiOiIyMDI2:1tX-abc:d_EfGh/compare/", "/preview/***/compare/"),
        ("/a\nGET /forged", "/a%0AGET%20/forged"),
        ("/重点/".encode().decode("latin-1"), "/%E9%87%8D%E7%82%B9/"),
    ],
)
def test_a_path_is_logged_without_tokens_and_on_one_line(path: str, logged: str) -> None:
    assert public_path(path) == logged
