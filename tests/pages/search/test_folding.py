"""What is written in many ways is compared in one."""

import pytest

from policies.pages.search.folding import fold, places_of, stands_in, words_of
from policies.pages.search.highlighting import excerpt, marked
from policies.pages.search.synonyms import forms_of, group_of

pytestmark = pytest.mark.once

TITLES = group_of(["专精特新“小巨人”企业", "小巨人（国家级）"])
RESEARCH = group_of(["研发费用口径", "研发费、研发费用、研究开发费用"])
KEY = group_of(["重点“小巨人”企业", "重点小巨人"])


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３％", "abc123%"),
        ("Ⅰ类", "i类"),
        ("ⅰ类", "i类"),
        ("Ι类", "i类"),  # a Greek iota
        ("І类", "i类"),  # a Cyrillic letter
        ("I 类", "i类"),
        ("Ⅱ类", "ii类"),
        ("“小巨人”企业", "小巨人企业"),
        ("「小巨人」‘企业’", "小巨人企业"),
        ("\"小巨人\"'企业'", "小巨人企业"),
        ("工信部企业〔2026〕2号", "工信部企业 2026 2号"),
        ("工信部企业［２０２６］２号", "工信部企业 2026 2号"),
        ("营收，利润。", "营收 利润 "),
        ("1.5亿", "1.5亿"),
        ("㎡", "m2"),
        ("小\u3000巨\u00a0人", "小巨人"),
        ("小\0巨\u202e人\u200b\ud800", "小巨人"),
        ("", ""),
    ],
)
def test_a_text_is_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("小巨人　研发费", ["小巨人", "研发费"]),
        ("“小 巨人”", ["小", "巨人"]),
        ("工信部企业(2026)2号", ["工信部企业", "2026", "2号"]),
        ("重复 重复", ["重复"]),
        ("？！，。% .", []),
        ("\0\u202e\u200b", []),
    ],
)
def test_a_query_is_taken_apart_into_words(query: str, words: list[str]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        ("i类", "ii类知识产权", False),
        ("i类", "3项i类知识产权", True),
        ("5%", "15%", False),
        ("5%", "1.5%", False),
        ("5%", "不低于5%", True),
        ("2号", "12号 2号", True),
        ("小巨人", "重点小巨人", True),
    ],
)
def test_a_word_does_not_begin_inside_a_numeral_or_number(
    word: str, text: str, stands: bool
) -> None:
    assert stands_in(word, text) is stands


def test_every_place_of_a_word_is_found() -> None:
    assert list(places_of("2号", "2号 12号 2号")) == [0, 7]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("专精特新小巨人", {"小巨人"}),
        ("小巨人", set()),  # is part of the other forms
        ("研发费用合计", {"研发费合计", "研究开发费用合计"}),
        ("重点小巨人奖励", {"重点小巨人企业奖励"}),
        (
            "研发费占专精特新小巨人",
            {"研究开发费用占专精特新小巨人", "研发费占小巨人", "研发费用占小巨人"},
        ),
        ("火星", set()),
    ],
)
def test_a_word_has_the_forms_of_its_synonyms(word: str, forms: set[str]) -> None:
    first, *others = forms_of(word, [TITLES, RESEARCH, KEY])

    assert first == word
    assert forms <= set(others)
    assert bool(forms) is bool(others)


@pytest.mark.parametrize(
    ("text", "forms", "shown"),
    [
        ("重点“小巨人”企业", ["小巨人"], "重点“<mark>小巨人</mark>”企业"),
        ("重点“小巨人”企业", ["点小巨人企"], "重<mark>点“小巨人”企</mark>业"),
        ("３项Ⅱ类", ["ii"], "３项<mark>Ⅱ</mark>类"),
        ("研发费用", ["研发", "发费"], "<mark>研发费</mark>用"),
        ("a<b>&小巨人", ["小巨人"], "a&lt;b&gt;&amp;<mark>小巨人</mark>"),
        ("<b>x", ["b"], "&lt;<mark>b</mark>&gt;x"),
        ("没有", ["小巨人"], "没有"),
        ("没有", [], "没有"),
    ],
)
def test_words_are_marked_and_everything_is_escaped(
    text: str, forms: list[str], shown: str
) -> None:
    assert marked(text, forms) == shown


def test_an_excerpt_shows_the_text_around_the_first_word() -> None:
    shown = excerpt(f"{'前' * 200}研发费用{'后' * 200}", ["研发费用"])

    assert shown.startswith("…前")
    assert "前<mark>研发费用</mark>后" in shown
    assert shown.endswith("后…")
    assert len(shown) < 150
