"""A printed page says where it is found again; a secret address is never printed."""

import pytest
from django.test import Client
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L

from policies.models import Edition
from policies.presentation.previews import preview_address
from policies.presentation.print_note import code_of

pytestmark = pytest.mark.once

ADDRESS = "https://example.org/zhongdian-xiaojuren/"
NOTE = 'class="print-note"'


def drawn(path: str, size: int) -> list[list[bool]]:
    """Return the modules that a path of strokes covers."""
    modules = [[False] * size for _ in range(size)]
    x = y = 0
    for stroke in path.removeprefix("M0 .5m").split("m"):
        move, length = stroke.split("h")
        right, down = map(int, move.split(" "))
        x, y = x + right, y + down
        modules[y][x : x + int(length)] = [True] * int(length)
        x += int(length)
    return modules


def test_the_strokes_are_the_code_of_the_address() -> None:
    code = code_of(ADDRESS)
    expected = QRCode(error_correction=ERROR_CORRECT_L, border=0)
    expected.add_data(ADDRESS)
    expected.make()

    assert drawn(code.path, code.size) == [[bool(dark) for dark in row] for row in expected.modules]


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("path", "printed"),
    [
        ("/zhongdian-xiaojuren/?utm_source=x", "/zhongdian-xiaojuren/<"),
        ("/regions/?all=1&utm_source=x", "/regions/?all=1<"),
        ("/compare/?old=1&x=1", "/compare/?old=1<"),
    ],
)
def test_a_page_prints_its_address_without_what_means_nothing(
    path: str, printed: str, client: Client
) -> None:
    markup = client.get(path).content.decode()

    assert NOTE in markup
    assert printed in markup
    assert "内容截至" in markup


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("path", ["/search/?q=x", "/diagnosis/", "/nothing/", "/regions/nothing/"])
def test_a_page_without_an_address_of_its_own_prints_none(path: str, client: Client) -> None:
    assert NOTE not in client.get(path).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_a_preview_does_not_print_its_secret(client: Client) -> None:
    page = client.get(preview_address(Edition.now().day, "/xiaojuren/"))

    assert page.status_code == 200
    assert NOTE not in page.content.decode()
