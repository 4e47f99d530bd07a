"""The numbers of 备案 stand in the footer only when they are set, with the right registers."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from xiaojuren_site.environment import filing_numbers

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ICP = "京ICP备12345678号-1"
SECURITY = "京公网安备11010102001234号"


def test_the_footer_links_both_registers(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ICP_NUMBER", ICP)
    monkeypatch.setenv("PUBLIC_SECURITY_NUMBER", SECURITY)
    settings.FILING_NUMBERS = filing_numbers()

    page = client.get("/about/").content.decode()
    assert f'<a href="https://beian.miit.gov.cn/" rel="noopener external">{ICP}</a>' in page
    register = "https://beian.mps.gov.cn/#/query/webSearch?code=11010102001234"
    assert f'<a href="{register}" rel="noopener external">{SECURITY}</a>' in page


def test_without_numbers_the_footer_says_nothing(client: Client) -> None:
    assert "beian" not in client.get("/about/").content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ICP_NUMBER", "12345678"),
        ("ICP_NUMBER", "京ICP备12345678号-1<script>"),
        ("PUBLIC_SECURITY_NUMBER", "京公网安备1101号"),
    ],
)
def test_a_number_of_another_shape_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"{name} must look like"):
        filing_numbers()
