"""A secret link shows the site as it will be on a day, and keeps its reader inside."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import get_script_prefix
from django.utils import timezone
from pytest_django import Settings

from policies.models import SupportMeasure, Term, TopicPage
from policies.presentation import previews
from policies.presentation.previews import preview_address, previewed_day
from policies.vocabulary import PublicationState
from tests.pages.test_owner_facts import PUBLIC_PAGES

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

DECEMBER = date(2126, 12, 1)  # far from whatever day the tests run
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"]*)')
OUTSIDE = ("/diagnosis/", "/reminders/", "/updates/feed.atom")


def page(client: Client, path: str = "/", day: date = DECEMBER) -> str:
    response = client.get(preview_address(day, path))
    assert response.status_code == 200
    return response.content.decode()


def term(**state: object) -> Term:
    row = Term.objects.all()[0]
    row.name = "预览里的术语"
    for name, value in state.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        ({"publication": PublicationState.DRAFT}, True),
        ({"publication": PublicationState.WITHDRAWN}, False),
        ({"effective_from": DECEMBER}, True),
        ({"effective_from": DECEMBER + timedelta(days=1)}, False),
        ({"effective_to": DECEMBER}, True),
        ({"effective_to": DECEMBER - timedelta(days=1)}, False),
    ],
)
def test_it_shows_what_readers_will_see_on_the_day_and_drafts(
    state: dict[str, object], is_seen: bool, client: Client
) -> None:
    term(**state)
    assert ("预览里的术语" in page(client, "/glossary/")) is is_seen


def test_what_is_scheduled_until_the_day_begins_is_shown(client: Client) -> None:
    midnight = timezone.make_aware(datetime(2126, 12, 1))
    row = term(publication=PublicationState.SCHEDULED, publish_at=midnight)
    assert "预览里的术语" in page(client, "/glossary/")

    row.publish_at = midnight + timedelta(minutes=1)
    row.save()
    assert "预览里的术语" not in page(client, "/glossary/")


def test_a_banner_says_what_is_shown(client: Client) -> None:
    banner = "预览：2126年12月1日的样子，含草稿，请勿转发。"
    assert banner in page(client)
    assert banner not in client.get("/").content.decode()


@pytest.mark.parametrize("path", [*PUBLIC_PAGES, "/updates/", "/about/", "/privacy/"])
def test_every_link_stays_inside_except_to_what_is_not_previewed(path: str, client: Client) -> None:
    inside = preview_address(DECEMBER)
    markup = client.get(f"{inside}{path.lstrip('/')}").content.decode()
    for address in LINK.findall(markup):
        assert address.startswith((inside, *OUTSIDE)), address


def test_links_to_the_form_and_to_files_stay_right(client: Client) -> None:
    markup = page(client)
    assert 'href="/diagnosis/"' in markup
    assert 'href="/static/site.css"' in markup
    assert "/corrections/" not in markup


def test_a_link_inside_leads_on_in_the_preview(client: Client) -> None:
    TopicPage.objects.filter(slug="xiaojuren").update(publication=PublicationState.DRAFT)
    assert "“小巨人”</a>" in page(client)
    [address] = {link for link in LINK.findall(page(client)) if link.endswith("/xiaojuren/")}

    assert client.get(address).status_code == 200
    assert client.get("/xiaojuren/").status_code == 404


def test_an_old_address_leads_to_the_page_inside(client: Client) -> None:
    address = preview_address(DECEMBER, "/xiaojuren.html")
    location = client.get(address).headers["Location"]
    assert location == address.replace("xiaojuren.html", "xiaojuren/")


@pytest.mark.parametrize("path", ["/", "/xiaojuren/", "/xiaojuren.html", "/nothing/"])
def test_nothing_of_it_is_kept_found_or_passed_on(path: str, client: Client) -> None:
    response = client.get(preview_address(DECEMBER, path))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["/admin/", "/diagnosis/", "/preview/x/", "/updates/feed.atom", "/healthz", "/nothing/"]
)
def test_only_the_pages_to_read_are_previewed(path: str, client: Client) -> None:
    response = client.get(preview_address(DECEMBER, path))
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
    assert "含草稿，请勿转发" in response.content.decode()


def test_it_is_for_reading_only(client: Client) -> None:
    assert client.post(preview_address(DECEMBER)).status_code == 405


def test_a_link_expires(client: Client, settings: Settings) -> None:
    address = preview_address(DECEMBER)
    settings.PREVIEW_LINK_DAYS = 0

    response = client.get(address)
    assert response.status_code == 404
    assert "这个链接已经过期" in response.content.decode()
    assert "含草稿" not in response.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        signing.dumps({"day": "2126-12-01", "with_drafts": True}, salt="another"),
        signing.dumps({"day": "2126-12-01", "with_drafts": True}, salt=previews.SALT)[1:],
    ],
)
def test_a_token_of_ones_own_making_opens_nothing(token: str, client: Client) -> None:
    assert previewed_day(token) is None
    assert client.get(f"/preview/{token}/").status_code == 404


def test_the_next_page_of_the_site_is_itself_again(client: Client) -> None:
    page(client)
    client.get(preview_address(DECEMBER, "/nothing/"))

    assert get_script_prefix() == "/"
    assert 'href="/compare/"' in client.get("/").content.decode()


def test_a_draft_amount_stands_in_the_preview_only(client: Client) -> None:
    SupportMeasure.objects.filter(amount=30_000_000).update(publication=PublicationState.DRAFT)
    path = "/zhongdian-xiaojuren/"

    assert "最高3000万元（含专项支持）" in page(client, path)
    assert "最高3000万元（含专项支持）" not in client.get(path).content.decode()
