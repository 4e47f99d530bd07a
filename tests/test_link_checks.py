"""Links are looked at over real connections; nothing but public addresses is ever opened."""

import io
import socket
import ssl
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
import trustme
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from policies.links.addresses import IPAddress, is_public_address
from policies.links.checking import Finding, accept_content, check_links, look_at, store
from policies.links.content import visible_text
from policies.links.fetching import MOST_BYTES
from policies.models import LinkCheck, SourceDocument, SourceLink
from policies.vocabulary import LinkState

PAGE = "<html><head><script>{script}</script></head><body><p>{text}</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PDF = "application/pdf"
SECONDS = 5.0  # far more than a page at hand takes


class Site(ThreadingHTTPServer):
    """A site on the loopback address; each path answers as the test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.drip = 0.0  # seconds before each byte

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, path: str, body: str | bytes = "", *, status: int = 200, **headers: str) -> str:
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, HTML | named, content)
        return self.url + path

    def leads(self, path: str, to: str, *, status: int = 302) -> str:
        return self.says(path, status=status, Location=to)


class Handler(BaseHTTPRequestHandler):
    """Answers as its site says, and remembers who asked for what."""

    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for byte in body if self.server.drip else ():
                time.sleep(self.server.drip)
                self.wfile.write(bytes([byte]))
            if not self.server.drip:
                self.wfile.write(body)
        except OSError:
            pass  # the reader has had enough

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The only authority that certificates are believed from."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def encrypted(site: Site, authority: trustme.CA, name: str) -> str:
    """Let the site speak TLS with a certificate for a name; return its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return f"https://127.0.0.1:{site.server_port}"


def at_hand(address: IPAddress) -> bool:
    """Allow the loopback server of the tests beside what is public."""
    return address == ip_address("127.0.0.1") or is_public_address(address)


def seen(url: str, seconds: float = SECONDS) -> Finding:
    return look_at(url, seconds=seconds, is_public_address=at_hand)


def state_of(url: str, seconds: float = SECONDS) -> LinkState:
    return seen(url, seconds).state


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


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        (PAGE.format(script="v=1", text="甲"), PAGE.format(script="v=2", text="甲"), True),
        (PAGE.format(script="", text="甲"), PAGE.format(script="", text="乙"), False),
        ("<p>甲乙</p>", "<div>\n  <b>甲</b>乙\n</div>", True),
        ("<p>甲</p><!-- 1 --><style>a{}</style>", "<p>甲</p><!-- <p>2</p> -->", True),
        ("<p>甲</p><script>if (a<b) {'<p>1'}</script>", "<p>甲</p><script>2</script>", True),
        ("<p>甲</p><template><p>1</p></template>", "<p>甲</p><template></template>", True),
        ("<p>&#30002;&nbsp;</p>", "<p>甲</p>", True),
        ("<p title='1'>甲</p>", "<p title='2'>甲</p>", True),
        ("<p>甲</p><script>1", "<p>甲</p><script>2", True),
    ],
)
def test_only_what_readers_see_is_content(before: str, after: str, is_same: bool) -> None:
    assert (visible_text(before) == visible_text(after)) is is_same


@pytest.mark.parametrize("piece", ["<div>", "<!--", "<a '", "<a", "<", "</script", "<script>", "&"])
def test_a_hostile_page_takes_no_longer(piece: str) -> None:
    began = time.monotonic()
    visible_text(piece * (1_000_000 // len(piece)))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("header", "head"),
    [
        ("text/html; charset=GBK", ""),
        ("text/html", '<meta charset="gb2312">'),
        ("", '<meta http-equiv="Content-Type" content="text/html; charset=gb18030">'),
    ],
)
def test_a_page_is_the_same_in_an_older_encoding(site: Site, header: str, head: str) -> None:
    page = f"{head}<p>专精特新“小巨人”</p>"
    older = seen(site.says("/gbk", page.encode("gb18030"), Content_Type=header))
    assert older.content_hash == seen(site.says("/utf-8", page)).content_hash


def test_the_bytes_of_a_file_are_its_content(site: Site) -> None:
    one = site.says("/1", b"%PDF <script>1</script>", Content_Type=PDF)
    two = site.says("/2", b"%PDF <script>2</script>", Content_Type=PDF)
    assert seen(one).content_hash != seen(two).content_hash


# What is stored


@pytest.fixture
def link(db: None, settings: Settings, site: Site) -> SourceLink:
    """The only link of the site, to a page of the test."""
    settings.LINK_CHECK_PAUSE_SECONDS = 0
    SourceLink.objects.all().delete()
    document = SourceDocument.objects.get(key="miit-2026-2")
    return SourceLink.objects.create(document=document, url=site.says("/", "<p>甲</p>"))


def check() -> LinkCheck:
    """Check the links; return the result of the only one."""
    [result] = check_links(is_public_address=at_hand)
    return result


def test_changed_content_stays_changed_until_a_person_accepts_it(
    link: SourceLink, site: Site
) -> None:
    assert check().state == LinkState.FINE
    site.says("/", "<p>乙</p>")
    assert check().state == LinkState.CHANGED
    changed = check()
    assert (changed.state, changed.detail) == (LinkState.CHANGED, "内容与上次看过的不同")
    assert accept_content(check=changed, seen=changed.content_hash)
    assert check().state == LinkState.FINE


def test_a_page_that_was_down_is_compared_with_what_was_accepted(
    link: SourceLink, site: Site
) -> None:
    check()
    site.says("/", status=500)
    assert check().state == LinkState.FAILED
    site.says("/", "<p>乙</p>")
    assert check().state == LinkState.CHANGED


def test_a_moved_page_says_that_its_content_changed_too(link: SourceLink, site: Site) -> None:
    check()
    site.says("/new", "<p>乙</p>")
    site.leads("/", "/new", status=301)
    moved = check()
    assert moved.state == LinkState.MOVED
    assert moved.detail == f"已改到{site.url}/new；内容与上次看过的不同"


def test_content_that_changed_once_more_is_not_accepted(link: SourceLink, site: Site) -> None:
    check()
    site.says("/", "<p>乙</p>")
    seen_then = check().content_hash
    site.says("/", "<p>丙</p>")
    assert not accept_content(check=check(), seen=seen_then)
    assert LinkCheck.objects.get().state == LinkState.CHANGED


def test_a_link_that_was_changed_meanwhile_keeps_its_result(link: SourceLink, site: Site) -> None:
    finding = seen(link.url)
    SourceLink.objects.update(url=f"{site.url}/other")
    assert store(link, finding) is None
    SourceLink.objects.all().delete()
    assert store(link, finding) is None


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_page_loads(link: SourceLink) -> None:
    held: list[bool] = []

    def watching(address: IPAddress) -> bool:
        held.append(connection.in_atomic_block)
        return at_hand(address)

    list(check_links(is_public_address=watching))
    assert held == [False]


def test_a_host_is_left_in_peace_between_two_pages(
    link: SourceLink, site: Site, settings: Settings
) -> None:
    settings.LINK_CHECK_PAUSE_SECONDS = 0.3
    SourceLink.objects.create(document=link.document, url=site.says("/2", "x"))
    began = time.monotonic()
    assert len(list(check_links(is_public_address=at_hand))) == 2
    assert 0.3 <= time.monotonic() - began < 2


def test_the_command_opens_nothing_that_is_not_public(link: SourceLink, site: Site) -> None:
    output = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("check_links", stdout=output)
    assert stop.value.code == 1
    assert output.getvalue().splitlines() == [
        f"{link.document.citation} {link.url}：不是公开网址，没有打开：127.0.0.1指向内部地址",
        "检查了1个链接：1个不是公开网址，没有打开",
    ]
    assert site.asked == []


def test_the_command_is_content_where_no_link_needs_a_look(db: None) -> None:
    SourceLink.objects.all().delete()
    output = io.StringIO()
    call_command("check_links", stdout=output)
    assert output.getvalue() == "检查了0个链接\n"
