"""Nothing but public addresses is ever opened."""

from ipaddress import ip_address

import pytest

from policies.operations.links.checking import look_at
from policies.operations.links.fetching import is_public_address
from policies.vocabulary import LinkState
from tests.operations.links.site import SECONDS, Site, state_of


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:{port}/",
        "http://user:pw@127.0.0.1:{port}/",
        "http://user:pw@example.com/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.100.100.200/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]:{port}/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://127。0。0。1:{port}/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "//example.com/",
        "http:///",
        "http://[::1",
        "http://example.com:99999/",
    ],
)
def test_an_address_that_is_not_public_is_refused(site: Site, url: str) -> None:
    site.says("/", "x")
    finding = look_at(url.format(port=site.server_port), seconds=SECONDS)
    assert (finding.state, finding.status_code) == (LinkState.REFUSED, None), finding.detail
    assert site.asked == []


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public_address(ip_address(address))


@pytest.mark.parametrize(
    "inside",
    ["http://10.0.0.1/", "http://[::1]/", "//192.168.0.1/", "http://a:b@127.0.0.1/", "file:///x"],
)
def test_a_redirect_to_an_address_that_is_not_public_is_refused(site: Site, inside: str) -> None:
    assert state_of(site.leads("/", inside)) == LinkState.REFUSED
