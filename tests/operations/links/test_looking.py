"""What is found at an address: its status, where it leads, how long it takes, who it is."""

import socket
import time

import pytest
import trustme
from pytest_django import Settings

from policies.operations.links.fetching import MOST_BYTES
from policies.vocabulary import LinkState
from tests.operations.links.site import PAGE, PDF, Site, encrypted, seen, state_of


def test_a_page_that_opens_is_fine(site: Site) -> None:
    finding = seen(site.says("/", PAGE.format(script="", text="通知")))
    assert (finding.state, finding.status_code, finding.final_url) == (
        LinkState.FINE,
        200,
        f"{site.url}/",
    )
    assert len(finding.content_hash) == 64


def test_the_request_says_who_asks(site: Site, settings: Settings) -> None:
    settings.SITE_URL = "https://policy.example"
    seen(site.says("/notice?编号=1".replace("编号", "%E7%BC%96"), "x"))
    assert site.asked == [
        (
            "/notice?%E7%BC%96=1",
            "Mozilla/5.0 (compatible; XiaojurenLinkCheck/1.0; +https://policy.example)",
        )
    ]


def test_a_chinese_path_is_sent_encoded(site: Site) -> None:
    site.says("/%E9%80%9A%E7%9F%A5", "x")
    assert state_of(f"{site.url}/通知") == LinkState.FINE


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, LinkState.GONE),
        (410, LinkState.GONE),
        (403, LinkState.FAILED),
        (500, LinkState.FAILED),
        (503, LinkState.FAILED),
    ],
)
def test_a_status_says_how_it_stands(site: Site, status: int, state: LinkState) -> None:
    finding = seen(site.says("/", "x", status=status))
    assert (finding.state, finding.status_code) == (state, status)
    assert finding.detail == f"服务器回答{status}"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (301, LinkState.MOVED),
        (308, LinkState.MOVED),
        (302, LinkState.FINE),
        (303, LinkState.FINE),
        (307, LinkState.FINE),
    ],
)
def test_only_a_permanent_redirect_counts_as_moved(
    site: Site, status: int, state: LinkState
) -> None:
    site.says("/new", "x")
    finding = seen(site.leads("/old", "/new", status=status))
    assert (finding.state, finding.final_url) == (state, f"{site.url}/new")


@pytest.mark.parametrize(("redirects", "state"), [(5, LinkState.FINE), (6, LinkState.FAILED)])
def test_five_redirects_are_followed(site: Site, redirects: int, state: LinkState) -> None:
    for number in range(redirects):
        site.leads(f"/{number}", f"/{number + 1}")
    site.says(f"/{redirects}", "x")
    assert state_of(f"{site.url}/0") == state


def test_a_loop_ends(site: Site) -> None:
    finding = seen(site.leads("/", "/"))
    assert (finding.state, finding.detail) == (LinkState.FAILED, "转来转去超过5次")
    assert len(site.asked) == 6


def test_a_site_that_drips_gets_no_more_than_the_whole_time(site: Site) -> None:
    url = site.says("/", "x" * 1000)
    site.drip = 0.05
    began = time.monotonic()
    finding = seen(url, seconds=0.4)
    assert (finding.state, finding.detail) == (LinkState.FAILED, "0.4秒内没有读完")
    assert time.monotonic() - began < 2


def test_a_server_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert state_of(f"http://127.0.0.1:{silent.getsockname()[1]}/", 0.3) == LinkState.FAILED


def test_nobody_listening_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert seen(f"http://127.0.0.1:{port}/").detail == "服务器没有回应"


def test_a_body_that_breaks_off_is_a_failure(site: Site) -> None:
    assert state_of(site.says("/", "x" * 10, Content_Length="20")) == LinkState.FAILED


def test_of_a_huge_body_only_the_beginning_is_read(site: Site) -> None:
    one = seen(site.says("/1", b"x" * (MOST_BYTES + 1), Content_Type=PDF))
    other = seen(site.says("/2", b"x" * MOST_BYTES + b"y" * 1000, Content_Type=PDF))
    assert one.state == LinkState.FINE
    assert one.content_hash == other.content_hash


def test_a_certificate_for_the_name_is_believed(site: Site, authority: trustme.CA) -> None:
    site.says("/", "x")
    assert state_of(encrypted(site, authority, "127.0.0.1")) == LinkState.FINE


def test_a_certificate_for_another_name_is_a_failure(site: Site, authority: trustme.CA) -> None:
    finding = seen(encrypted(site, authority, "other.example"))
    assert (finding.state, finding.detail) == (LinkState.FAILED, "证书不对")


def test_a_certificate_of_nobody_is_a_failure(site: Site) -> None:
    assert seen(encrypted(site, trustme.CA(), "127.0.0.1")).detail == "证书不对"
