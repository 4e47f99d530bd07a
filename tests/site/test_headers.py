"""The headers that every answer carries."""

import pytest
from django.test import Client, override_settings

pytestmark = [pytest.mark.once, pytest.mark.django_db]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/no-such-page/", "/healthz"])
def test_a_page_allows_files_of_its_own_only(path: str, client: Client) -> None:
    headers = client.get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["example.org"])
def test_plain_http_leads_to_https(client: Client) -> None:
    response = client.get("/compare/?tiers=xiaojuren", headers={"host": "example.org"})

    assert response.status_code == 301
    assert response.headers["Location"] == "https://example.org/compare/?tiers=xiaojuren"


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_https_is_remembered_for_a_year(client: Client) -> None:
    header = client.get("/", secure=True).headers["Strict-Transport-Security"]

    assert header.startswith("max-age=31536000; includeSubDomains")
