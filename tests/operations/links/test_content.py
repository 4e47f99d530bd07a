"""Which changes of a page count as changes of its content."""

import time

import pytest

from policies.operations.links.checking import visible_text
from tests.operations.links.site import PAGE, PDF, Site, seen


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
